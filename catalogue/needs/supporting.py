"""The one writer of supports: one voice per collectivité and proposition, whatever its size."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from catalogue.deployments.territory_places import TerritoryPlace, places_of
from catalogue.foundation.french import listed
from catalogue.needs.consultation_figures import count, support_keys
from catalogue.needs.journal import Voice, database_now, locked
from catalogue.needs.models import Consultation, Follow, Need, PhaseKind, Stage, Support, SupportState
from catalogue.needs.phases import require_open
from catalogue.needs.signals import need_moved
from catalogue.territories.lineage import contained, lineage
from catalogue.territories.models import Containment, Kind, Organisation, OrganisationKind, Territory
from catalogue.territories.wording import PLURALS

_NO_ORGANISATION = "Un soutien se donne au nom d'une collectivité : demandez votre rattachement."
_ALREADY = "{} soutient déjà cette proposition."


def refusal(consultation: Consultation, organisation: Organisation) -> str:
    """Why this organisation has no voice here; empty if it has one."""
    territory = organisation.territory
    if organisation.kind != OrganisationKind.COLLECTIVITE or territory is None:
        return "Associations, entreprises et groupements peuvent contribuer, mais ne donnent pas de voix."
    if territory.kind not in consultation.supporting_kinds:
        names = [PLURALS[kind] for kind in Kind if kind in consultation.supporting_kinds]
        return f"Dans cette consultation, la voix est donnée par les {listed(names)}."
    return ""


@transaction.atomic
def support(need: Need, by: Voice, at: datetime | None = None) -> Support:
    """Counts at once. Raises ValidationError, with its reason, if the phase is closed or there is no such voice."""
    now = at or database_now()
    row: Need = locked(Need, need.pk)
    if row.stage != Stage.PROPOSED:
        raise ValidationError("Seules les propositions ouvertes au soutien en reçoivent.")
    require_open(row.consultation_id, PhaseKind.SOUTIEN, at)
    organisation = by.organisation
    if organisation is None or (why := refusal(row.consultation, organisation)):
        raise ValidationError(why if organisation else _NO_ORGANISATION, code="no_voice")
    if Support.objects.filter(need=row, organisation=organisation, state=SupportState.COUNTED).exists():
        raise ValidationError(_ALREADY.format(organisation.name), code="already")
    given = Support.objects.create(
        need=row,
        organisation=organisation,
        profile=by.mandate,
        function=by.function,
        cast_by=by.user,
        cast_at=now,
        is_demo=row.is_demo,
    )
    _shift(row, given, 1)
    if by.user:
        Follow.objects.get_or_create(need=row, user=by.user, defaults={"since": now})
    return given


@transaction.atomic
def withdraw_support(need: Need, by: Voice, at: datetime | None = None) -> Support:
    """While the phase is open; the voice may be given again."""
    now = at or database_now()
    row: Need = locked(Need, need.pk)
    require_open(row.consultation_id, PhaseKind.SOUTIEN, at)
    given = Support.objects.filter(need=row, organisation=by.organisation, state=SupportState.COUNTED).first()
    if given is None:
        raise ValidationError("Votre collectivité ne soutient pas cette proposition.")
    _end(row, given, SupportState.WITHDRAWN, now)
    return given


@transaction.atomic
def set_aside(given: Support, reason: str, at: datetime | None = None) -> Support:
    """By the team: it stays recorded, with its reason, and counts no more."""
    now = at or database_now()
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi ce soutien ne compte pas."})
    row: Need = locked(Need, given.need_id)
    fresh = Support.objects.select_related("organisation__territory").get(pk=given.pk)
    if fresh.state != SupportState.COUNTED:
        raise ValidationError("Ce soutien ne compte déjà plus.")
    fresh.reason = reason.strip()
    _end(row, fresh, SupportState.SET_ASIDE, now)
    return fresh


@transaction.atomic
def record_set_aside(need: Need, by: Voice, reason: str, at: datetime | None = None) -> Support:
    """A voice that was given elsewhere, or twice, and does not count: recorded with its reason, never dropped."""
    now = at or database_now()
    if by.organisation is None:
        raise ValidationError(_NO_ORGANISATION)
    return Support.objects.create(
        need_id=need.pk,
        organisation=by.organisation,
        state=SupportState.SET_ASIDE,
        profile=by.mandate,
        function=by.function,
        cast_by=by.user,
        cast_at=now,
        ended=now,
        reason=reason,
        is_demo=need.is_demo,
    )


def _end(need: Need, given: Support, state: SupportState, now: datetime) -> None:
    given.state, given.ended = state, now
    given.save(update_fields=["state", "ended", "reason"])
    _shift(need, given, -1)


def _shift(need: Need, given: Support, sign: int) -> None:
    """Add or take away what the support of this collectivité tells, under the lock of the need."""
    territory = given.organisation.territory
    assert territory is not None  # noqa: S101  only a collectivité of a territory supports
    place = places_of([territory.pk])[territory.pk]
    counts = Counter(need.support_counts)
    for key in _keys(given, place):
        counts[key] += sign
    need.support_counts = {key: number for key, number in sorted(counts.items()) if number}
    Need.objects.filter(pk=need.pk).update(
        support_count=F("support_count") + sign,
        supported_population=F("supported_population") + sign * _only_its_inhabitants(need, territory),
        support_counts=need.support_counts,
    )
    count(need.consultation_id, "soutiens", [(key, sign) for key in support_keys(given, place.kind)])
    need_moved.send(Need, needs=frozenset([need.pk]), events=[])


def _keys(given: Support, place: TerritoryPlace) -> list[str]:
    return [
        f"nature|{place.kind}",
        f"strate|{place.stratum}",
        f"mandat|{given.profile}",
        *(f"lieu|{area}" for area in sorted(place.areas)),
    ]


def _only_its_inhabitants(need: Need, territory: Territory) -> int:
    """Inhabitants of the communes of this territory that no other supporter of the need covers."""
    around = [link.territory.pk for link in lineage(territory)]
    voices = Support.objects.filter(need=need, state=SupportState.COUNTED)
    above = voices.filter(organisation__territory__in=around).exclude(organisation__territory=territory)
    covering = list(above.values_list("organisation__territory", flat=True))
    if territory.kind == Kind.COMMUNE:
        return 0 if covering else territory.population or 0
    inside = contained(territory)
    its = {pk: people or 0 for pk, people in inside.filter(kind=Kind.COMMUNE).values_list("pk", "population")}
    below = voices.filter(organisation__territory__in=inside.values("pk"))
    others = {*covering, *below.values_list("organisation__territory", flat=True)} - {territory.pk}
    return sum(its.values()) - sum(its.get(pk, 0) for pk in _communes_of(others))


def _communes_of(territories: Iterable[int]) -> set[int]:
    found: set[int] = set()
    direct: list[int] = []
    for territory in Territory.objects.filter(pk__in=list(territories)):
        if territory.kind == Kind.COMMUNE:
            found.add(territory.pk)
        elif territory.kind == Kind.EPCI:
            direct.append(territory.pk)
        else:
            found.update(contained(territory).filter(kind=Kind.COMMUNE).values_list("pk", flat=True))
    links = Containment.objects.filter(container__in=direct, member__kind=Kind.COMMUNE)
    return found | set(links.values_list("member_id", flat=True))
