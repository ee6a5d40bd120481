"""Which users of a service a list holds: of one signature, nature, status, in one place. The address says it all."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from catalogue.deployments.models import Deployment, Status
from catalogue.territories.chosen import PARAMETER, chosen_territory
from catalogue.territories.lineage import contained
from catalogue.territories.models import Kind, OrganisationKind, Territory

_PLACE = "lieu"
_OTHERS = [kind for kind in OrganisationKind if kind != OrganisationKind.COLLECTIVITE]


class UsersForm(forms.Form):
    """What is not one of the choices is dropped, never an error: addresses are shared and age."""

    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "Toutes"), *Kind.choices, *((kind.value, kind.label) for kind in _OTHERS)],
    )
    statut = forms.ChoiceField(label="Statut", required=False, choices=[("", "Tous"), *Status.choices])


@dataclass(frozen=True)
class UserFilter:
    """`seen_from`: the territory one looks from, which narrows nothing. `drops`: whether the address asks for something
    unknown, which a page leaves aside and without which a file would hold everybody.
    """

    slug: str
    standing: str = ""
    nature: str = ""
    status: str = ""
    place: Territory | None = None
    seen_from: Territory | None = None
    drops: bool = False

    @classmethod
    def read(cls, request: HttpRequest, slug: str, standing: str) -> Self:
        key, form = request.GET.get(_PLACE, ""), UsersForm(request.GET)
        place = Territory.objects.by_key(key) if key else None
        return cls(
            slug=slug,
            standing=standing,
            drops=not form.is_valid() or bool(key and place is None),
            nature=form.cleaned_data.get("nature", ""),
            status=form.cleaned_data.get("statut", ""),
            place=place,
            seen_from=chosen_territory(request),
        )

    @property
    def narrows(self) -> bool:
        """Beyond the signature, by which organisations are counted already."""
        return bool(self.nature or self.status or self.place)

    @property
    def lists(self) -> SafeString:
        """The drop-down lists of the form, at what is chosen."""
        return _lists(self.nature, self.status)

    @property
    def kept(self) -> dict[str, str]:
        """What the form keeps besides its own fields."""
        keys = {PARAMETER: self.seen_from, _PLACE: self.place}
        return {name: territory.key for name, territory in keys.items() if territory}

    @property
    def query(self) -> str:
        """With its question mark; empty if there is nothing to say."""
        query = urlencode(self.kept | _filled({"nature": self.nature, "statut": self.status}))
        return f"?{query}" if query else ""

    def at(self, place: Territory | None) -> Self:
        return replace(self, place=place)

    def signed(self, standing: str) -> Self:
        return replace(self, standing=standing)

    @property
    def everybody(self) -> Self:
        """Of any signature, nature, status and place."""
        return type(self)(self.slug, seen_from=self.seen_from)

    def address(self, number: int = 1) -> str:
        return _path(self.slug, self.standing, number) + self.query

    @property
    def unfiltered(self) -> str:
        """Where the form leads: its fields make the query."""
        return _path(self.slug, self.standing, 1)

    def narrowed(self, users: QuerySet[Deployment]) -> QuerySet[Deployment]:
        if self.standing:
            users = users.filter(standing=self.standing)
        if self.status:
            users = users.filter(status=self.status)
        if self.nature in Kind.values:
            of_places = Q(organisation__kind=OrganisationKind.COLLECTIVITE, organisation__territory__kind=self.nature)
            users = users.filter(of_places)
        elif self.nature:
            users = users.filter(organisation__kind=self.nature)
        if self.place:
            inside = contained(self.place).order_by().values("pk")
            users = users.filter(Q(territory=self.place) | Q(territory__in=inside))
        return users


@lru_cache(maxsize=200)
def _lists(nature: str, status: str) -> SafeString:
    """The same for all services. Django renders a template for each option: an eighth of the page's time."""
    form = UsersForm(initial={"nature": nature, "statut": status})
    return render_to_string("deployments/users_lists.html", {"form": form})


@lru_cache(maxsize=100)  # a page links to itself from each place of the drawing
def _path(slug: str, standing: str, number: int) -> str:
    name = "users" + ("-standing" if standing else "") + ("-page" if number > 1 else "")
    held = {"slug": slug, "standing": standing, "number": str(number) if number > 1 else ""}
    return reverse(name, kwargs=_filled(held))


def _filled(pairs: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in pairs.items() if value}
