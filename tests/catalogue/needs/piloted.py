"""A selected project and the collectivités that want to pilot it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalogue.needs.grouping import group
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Contribution, PilotCall, Project
from catalogue.needs.piloting import open_call
from catalogue.needs.selecting import decide
from catalogue.review.models import DecisionOutcome
from catalogue.territories.models import Organisation
from tests import factories

SELECTED = DecisionOutcome.SELECTED


def make_town(name: str, **territory: Any) -> Organisation:
    return factories.make_organisation(territory=factories.make_territory(name, **territory))


def voice_of(organisation: Organisation, user: Any = None) -> Voice:
    return Voice(user, organisation.name, organisation, profile="agent", mandate="agent", function="DGS")


def make_grouped(title: str = "Prendre rendez-vous en ligne", **fields: Any) -> Contribution:
    """A contribution inside a proposition that nobody has judged yet."""
    consultation = fields.pop("consultation", None) or factories.make_consultation(phases=("recueil", "soutien"))
    author = fields.pop("organisation", None) or make_town("Arras")
    row = factories.make_contribution(title, consultation=consultation, organisation=author, **fields)
    group(factories.make_proposition("Accompagner", consultation=consultation), [row], "Même sujet.", anct())
    return Contribution.objects.get(pk=row.pk)


def make_project(title: str = "Prendre rendez-vous en ligne", **fields: Any) -> Project:
    """Selected in two rounds, as committees do."""
    row = make_grouped(title, **fields)
    decide(row.grouped_into, SELECTED, "Très soutenue.", anct())
    decide(row, SELECTED, "Prête à être construite.", anct(), amount=300_000)
    return Project.objects.get(contribution=row)


def make_call(project: Project | None = None, **fields: Any) -> PilotCall:
    """Open since a week, for a week more."""
    now = timezone.now()
    values = {
        "opens": now - timedelta(days=7),
        "closes": now + timedelta(days=7),
        "our_commitments": "Former les agents.",
        "their_commitments": "Nommer un site et tenir un journal.",
        **fields,
    }
    return open_call(project or make_project(), values, anct())
