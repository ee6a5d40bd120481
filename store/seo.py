from django.http import Http404



def robots(request, *args, **kwargs):
    raise Http404


def favicon(request, *args, **kwargs):
    raise Http404
