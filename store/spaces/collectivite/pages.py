"""The frame of every page of « Mon espace »."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalogue.territories.models import Organisation
from store.spaces.tabs import tabs_of

TABS = (
    ("Ce que nous utilisons", "space"),
    ("Autour de nous", "space-around"),
    ("Nos demandes", "space-requests"),
    ("Retours d'expérience", "space-feedback"),
    ("Notre équipe", "space-people"),
)


def page(request: HttpRequest, organisation: Organisation, template: str, context: dict) -> HttpResponse:
    frame = {"organisation": organisation, "space": "Mon espace", "tabs": tabs_of(TABS, request.path)}
    return render(request, template, {**frame, **context})
