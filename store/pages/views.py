from django.http import Http404



def site_map(request, *args, **kwargs):
    raise Http404
