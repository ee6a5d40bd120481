"""What our collectivité has in consultations, and what waits for the person who reads: a panel of « Mon espace »."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from catalogue.needs.grouping import objection_ends
from catalogue.needs.models import Candidacy, Contribution, Follow, Need, Stage, Support, SupportState
from catalogue.territories.models import Organisation
from store.accounts.models import User

_SHOWN = 5
_UNCOUNTED = (Stage.DRAFT, Stage.LAPSED, Stage.WITHDRAWN)
_LONGEST_DELAY = timedelta(days=366)


@dataclass(frozen=True)
class Grouped:
    """A contribution of mine that was grouped, and until when I may object."""

    contribution: Contribution
    until: datetime


@dataclass(frozen=True)
class OurNeeds:
    """`drafts`, `grouped`: of the reader. `followed`: the needs that they follow, those that moved last."""

    contributions: int
    supports: int
    candidacies: int
    drafts: Sequence[Contribution]
    grouped: Sequence[Grouped]
    followed: Sequence[Need]

    @property
    def waits(self) -> bool:
        return bool(self.drafts or self.grouped)


def needs_of(organisation: Organisation, reader: User) -> OurNeeds:
    written = Contribution.objects.filter(organisation=organisation)
    own = written.filter(author=reader)
    follows = Follow.objects.filter(user=reader, stopped=None)
    return OurNeeds(
        contributions=written.exclude(stage__in=_UNCOUNTED).count(),
        supports=Support.objects.filter(organisation=organisation, state=SupportState.COUNTED).count(),
        candidacies=Candidacy.objects.filter(organisation=organisation)
        .exclude(state=Candidacy.State.WITHDRAWN)
        .count(),
        drafts=list(own.filter(stage=Stage.DRAFT).order_by("-changed")[:_SHOWN]),
        grouped=_grouped(own),
        followed=list(Need.objects.public().filter(pk__in=follows.values("need")).order_by("-changed", "-pk")[:_SHOWN]),
    )


def _grouped(own) -> list[Grouped]:
    now = timezone.now()
    rows = own.filter(stage=Stage.GROUPED, grouped__gt=now - _LONGEST_DELAY)
    found = []
    for row in rows.select_related("consultation", "grouped_into").order_by("grouped")[:_SHOWN]:
        until = objection_ends(row)
        if until and until > now:
            found.append(Grouped(row, until))
    return found
