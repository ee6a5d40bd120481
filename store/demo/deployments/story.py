"""The history of an invented deployment, step by step: declared, advanced, signed, stopped."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from catalogue.deployments.models import IN_USE, Act, Party, Standing, Status, StopReason
from catalogue.deployments.signature_rules import REMINDED_AFTER, VALIDITY, months_before

# A fixed last day, so that runs on different days give the same result.
LAST_DAY = date(2026, 10, 31)

_SIGNED = {
    Standing.CONFIRMEE: 48,
    Standing.DECLAREE: 34,
    Standing.A_RECONFIRMER: 14,
    Standing.CONTESTEE: 4,
}
# By the party that declared the use; the other one contests.
_CONTESTS = {
    Party.SERVICE: (
        "Nous avons essayé le service, sans le garder.",
        "C'est notre intercommunalité qui l'utilise, pas nous.",
        "Le déploiement n'a pas encore commencé chez nous.",
    ),
    Party.ORGANISATION: ("Aucun agent de cette collectivité ne s'est jamais connecté.",),
}


@dataclass(frozen=True)
class StoryStep:
    """`values`: the columns that change that day."""

    day: date
    act: Act
    values: dict[str, Any] = field(hash=False)

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(9)))


def story(status: Status, since: date, until: date | None, chance: random.Random) -> tuple[StoryStep, ...]:
    """The last step leaves the deployment at `status`."""
    began_as = Status.INTERET if status == Status.INTERET else Status.PILOTE
    declared_by = chance.choices([Party.SERVICE, Party.ORGANISATION], [75, 25])[0]
    beginning = {"status": began_as.value, "since": since, **_declared(declared_by)}
    steps = [StoryStep(since, Act.DECLARED, beginning)]
    if status not in (began_as, Status.ARRETE):
        advanced = _day_between(since, min(since + timedelta(days=200), LAST_DAY), chance)
        steps.append(StoryStep(advanced, Act.CHANGED, {"status": status.value}))
    if status == Status.ARRETE:
        reason = chance.choice(list(StopReason)).value
        stop = {"status": status.value, "until": until, "stop_reason": reason}
        steps.append(StoryStep(until or LAST_DAY, Act.CHANGED, stop))
    if status in IN_USE:
        steps += _signatures(steps[-1].day, declared_by, chance)
    return tuple(steps)


def _signatures(said: date, declared_by: Party, chance: random.Random) -> list[StoryStep]:
    """`said`: the day of the last declaration."""
    standing = chance.choices(list(_SIGNED), list(_SIGNED.values()))[0]
    over = months_before(LAST_DAY, VALIDITY)
    if standing == Standing.A_RECONFIRMER and said < over:
        day = _day_between(said, over, chance)
        ended = {"standing": standing.value}
        return [_confirmation(day), StoryStep(months_before(day, -VALIDITY), Act.EXPIRED, ended)]
    if standing == Standing.CONTESTEE:
        contest = {"standing": standing.value, "contest_reason": chance.choice(_CONTESTS[declared_by])}
        return [StoryStep(_day_between(said, LAST_DAY, chance), Act.CONTESTED, contest)]
    if standing == Standing.CONFIRMEE:
        recent = months_before(LAST_DAY, REMINDED_AFTER)
        return [_confirmation(_day_between(max(said, recent), LAST_DAY, chance))]
    return []


def _declared(by: Party) -> dict[str, Any]:
    return {"standing": Standing.DECLAREE.value, "declared_by": by.value}


def _confirmation(day: date) -> StoryStep:
    return StoryStep(day, Act.CONFIRMED, {"standing": Standing.CONFIRMEE.value, "confirmed_on": day})


def _day_between(first: date, last: date, chance: random.Random) -> date:
    return first + timedelta(days=chance.randint(0, max(0, (last - first).days)))
