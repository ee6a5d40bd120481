from django.http import Http404



def catalogue(request, *args, **kwargs):
    raise Http404


def suggestions(request, *args, **kwargs):
    raise Http404


def theme(request, *args, **kwargs):
    raise Http404
