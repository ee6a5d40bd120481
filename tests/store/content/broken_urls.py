"""An address that breaks, to see what a visitor then sees."""

from django.urls import path


def broken(request):
    raise RuntimeError("as asked")


urlpatterns = [path("casse/", broken)]
