"""The accounts of the demonstration, on the sign-in page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail import hooks

from store.demo.accounts import offered


@hooks.register("ways_in")
def demo_accounts(request: HttpRequest, following: str) -> str:
    context = {"accounts": offered(), "next": following}
    return render_to_string("demo/accounts.html", context, request) if context["accounts"] else ""
