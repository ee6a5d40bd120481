from django.http import Http404


def territory_page(request, *args, **kwargs):
    raise Http404
