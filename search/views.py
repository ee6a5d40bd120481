from django.http import Http404


def catalogue(request):
    raise Http404


def suggestions(request):
    raise Http404


def theme(request, slug):
    raise Http404
