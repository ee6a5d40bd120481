"""The admin's addresses. What is done there is done whole or not at all.

Wagtail moves or restricts a page, and saves anything else, then sends its signals in transactions of their own: a crash
in between would leave the index, and whoever waits for a mail, without word of the change.
"""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.admin import urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

View = Callable[..., HttpResponse]


def whole(view: View) -> View:
    """A POST in one transaction, except where the view is marked with `transaction.non_atomic_requests`."""
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
kept = [pattern for pattern in urls.urlpatterns if getattr(pattern, "name", "") != "wagtailadmin_error_test"]
urlpatterns = decorate_urlpatterns(kept, whole)
