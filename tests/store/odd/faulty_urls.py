"""Addresses of the admin whose code, ours, fails on what is asked, to see that it is called a fault."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from catalogue.services.models import ServicePage
from store.admin.urls import in_one_transaction


def says(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"no rule for {request.GET['q']}")


def counts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(int(request.GET["q"]))


def reads_a_day(request: HttpRequest) -> HttpResponse:
    return HttpResponse(datetime.strptime(request.GET["q"], "%Y-%m-%d"))


def leads(request: HttpRequest) -> HttpResponse:
    return redirect("wagtailadmin_pages:edit", request.GET["q"])


def takes_for_granted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.GET["what-no-page-sends"])


def looks_for(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ServicePage.objects.filter(pk=request.GET["q"]))


VIEWS = (says, counts, reads_a_day, leads, takes_for_granted, looks_for)
urlpatterns = [
    path(
        "admin/", include(decorate_urlpatterns([path(f"{view.__name__}/", view) for view in VIEWS], in_one_transaction))
    ),
    path("", include("store.urls")),
]
handler500 = "store.oddities.failed"
