"""The addresses of the admin. Each request that changes something is one transaction.

Wagtail moves or restricts a page, and saves most other things, then sends its signals in transactions of their own: a
crash in between would leave the index, and people who wait for a mail, unaware of the change.
"""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin import urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from store.accounts.views import signing_in
from store.admin.own_account import own_account

View = Callable[..., HttpResponse]


def in_one_transaction(view: View) -> View:
    """For POST requests, except where the view is marked with `transaction.non_atomic_requests`."""
    if hasattr(view, "_non_atomic_requests"):
        return view

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return answered


# Wagtail has an address that fails on purpose.
_of_wagtail = [one for one in urls.urlpatterns if getattr(one, "name", "") != "wagtailadmin_error_test"]

# Ours come first: Wagtail's own ways in and out lead to those of the site.
urlpatterns = [
    path("account/", never_cache(in_one_transaction(own_account)), name="wagtailadmin_account"),
    path("login/", RedirectView.as_view(pattern_name="sign-in", query_string=True), name="admin-sign-in"),
    path("logout/", signing_in.SignOut.as_view(), name="admin-sign-out"),
    *decorate_urlpatterns(_of_wagtail, in_one_transaction),
]
