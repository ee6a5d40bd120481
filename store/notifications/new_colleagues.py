"""Somebody joins those who act for a collectivité: each side learns who the other is."""

from store.accounts.models import User
from store.accounts.people import agents_of
from store.mail.categories import ACCOUNT, TEAM
from store.mail.posting import post

_MOST_WRITTEN_TO = 30
"""A large collectivité does not write to hundreds of people at each arrival; their desk says it to all."""


def welcome(sender, person: User, **kwargs) -> None:
    """Nothing for the first person of a collectivité."""
    organisation = person.organisation
    if organisation is None or person.organisation_since is None:
        return
    others = [one for one in agents_of([organisation.pk]).get(organisation.pk, []) if one.pk != person.pk]
    if not others:
        return
    context = {"person": person, "organisation": organisation, "others": others[:_MOST_WRITTEN_TO]}
    key = f"arrivee:{person.pk}:{person.organisation_since:%Y%m%d%H%M%S}"
    if person.email:
        post(f"{key}:bienvenue", person.email, ACCOUNT, "notifications/welcome.html", context)
    for colleague in others[:_MOST_WRITTEN_TO]:
        post(f"{key}:{colleague.pk}", colleague.email, TEAM, "notifications/arrival.html", context)
