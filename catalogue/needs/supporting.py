"""The one writer of supports: one voice per collectivité and proposition, whatever its size."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Greatest

from catalogue.deployments.territory_places import TerritoryPlace, places_of
from catalogue.foundation.french import listed
from catalogue.needs.consultation_figures import count, support_keys
from catalogue.needs.journal import Voice, database_now, locked, not_ones_own
from catalogue.needs.models import Consultation, Follow, Need, PhaseKind, Stage, Support, SupportState
from catalogue.needs.phases import require_open
from catalogue.needs.signals import need_moved, support_set_aside
from catalogue.territories.governing import RHONE
from catalogue.territories.lineage import contained, lineage
from catalogue.territories.models import Containment, Kind, Organisation, OrganisationKind, Territory
from catalogue.territories.wording import PLURALS

_NO_ORGANISATION = "Un soutien se donne au nom d'une collectivité : demandez votre rattachement."
_ALREADY = "{} soutient déjà cette proposition."
_BELOW = """
WITH RECURSIVE down(far, partial) AS (
    SELECT member_id, partial FROM territories_containment WHERE container_id = %s
    UNION
    SELECT link.member_id, link.partial
    FROM territories_containment link JOIN down ON link.container_id = down.far WHERE NOT down.partial
), inside(id) AS (SELECT DISTINCT far FROM down)
SELECT territory.id, territory.kind, territory.population, support.id IS NOT NULL
FROM inside JOIN territories_territory territory ON territory.id = inside.id
LEFT JOIN territories_organisation organisation
    ON organisation.territory_id = territory.id AND organisation.kind = 'collectivite'
LEFT JOIN needs_support support
    ON support.organisation_id = organisation.id AND support.need_id = %s AND support.state = 'compte'
"""


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
    if _counted(row).filter(organisation=organisation).exists():
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
    given = _counted(row).filter(organisation=by.organisation).select_related("organisation__territory").first()
    if given is None:
        raise ValidationError("Votre collectivité ne soutient pas cette proposition.", code="absent")
    _end(row, given, SupportState.WITHDRAWN, now)
    return given


@transaction.atomic
def set_aside(given: Support, reason: str, by: Voice | None = None, at: datetime | None = None) -> Support:
    """By the team: it stays recorded, with its reason, and counts no more."""
    now = at or database_now()
    if by is not None:
        not_ones_own(by, given.organisation_id)
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi ce soutien ne compte pas."})
    row: Need = locked(Need, given.need_id)
    fresh = Support.objects.select_related("organisation__territory").get(pk=given.pk)
    if fresh.state != SupportState.COUNTED:
        raise ValidationError("Ce soutien ne compte déjà plus.")
    fresh.reason = reason.strip()
    _end(row, fresh, SupportState.SET_ASIDE, now)
    support_set_aside.send(Support, support=fresh)
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


@transaction.atomic
def count_again(aside: Support, by: Voice | None = None) -> Support:
    """The team changed its mind: a new row, of the same voice at the same time. The one set aside stays, as history."""
    if by is not None:
        not_ones_own(by, aside.organisation_id)
    row: Need = locked(Need, aside.need_id)
    former = Support.objects.select_related("organisation__territory").get(pk=aside.pk)
    if former.state != SupportState.SET_ASIDE:
        raise ValidationError("Ce soutien n'est pas écarté.")
    if why := refusal(row.consultation, former.organisation):
        raise ValidationError(why)
    if _counted(row).filter(organisation=former.organisation).exists():
        raise ValidationError(_ALREADY.format(former.organisation.name), code="already")
    given = Support.objects.create(
        need=row,
        organisation=former.organisation,
        profile=former.profile,
        function=former.function,
        cast_by=former.cast_by,
        cast_at=former.cast_at,
        is_demo=former.is_demo,
    )
    _shift(row, given, 1)
    return given


@transaction.atomic
def hand_over(given: Support, organisation: Organisation) -> None:
    """A voice that counts is now that of another organisation, the same collectivité; if it has no territory, it
    receives the other's.
    """
    row: Need = locked(Need, given.need_id)
    moves = organisation.territory is not None
    if moves:
        _shift(row, given, -1)
    given.organisation = organisation
    given.save(update_fields=["organisation"])
    if moves:
        _shift(row, given, 1)


@transaction.atomic
def leave_figures(given: Support) -> None:
    """Its collectivité is about to change: what it tells is taken away until it comes back."""
    _shift(locked(Need, given.need_id), given, -1)


@transaction.atomic
def come_back(given: Support) -> None:
    """Its collectivité has changed: it tells what that is now, or is set aside if that has no voice any more."""
    row: Need = locked(Need, given.need_id)
    why = refusal(row.consultation, given.organisation)
    if not why:
        _shift(row, given, 1)
        return
    given.state, given.ended = SupportState.SET_ASIDE, database_now()
    given.reason = f"« {given.organisation.name} » n'a plus de voix. {why}"
    given.save(update_fields=["state", "ended", "reason"])
    support_set_aside.send(Support, support=given)


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
    need.support_counts = {key: number for key, number in sorted(counts.items()) if number > 0}
    Need.objects.filter(pk=need.pk).update(
        support_count=F("support_count") + sign,
        supported_population=Greatest(F("supported_population") + sign * _only_its_inhabitants(need, territory), 0),
        support_counts=need.support_counts,
    )
    count(need.consultation_id, "soutiens", [(key, sign) for key in support_keys(given, place.kind)])
    need_moved.send(Need, needs=frozenset([need.pk]), events=[])


def figures_of_supports(need: Need) -> dict[str, object]:
    """What the figures of a need must be, from its supports."""
    given = list(_counted(need).select_related("organisation"))
    places = places_of(one.organisation.territory_id for one in given if one.organisation.territory_id)
    counts = Counter(key for one in given for key in _keys(one, places[one.organisation.territory_id or 0]))
    communes = _communes_of({pk: place.kind for pk, place in places.items()})
    people = Territory.objects.filter(pk__in=communes).aggregate(people=Sum("population"))["people"]
    return {
        "support_count": len(given),
        "supported_population": people or 0,
        "support_counts": dict(sorted(counts.items())),
    }


def _keys(given: Support, place: TerritoryPlace) -> list[str]:
    return [
        f"nature|{place.kind}",
        f"strate|{place.stratum}",
        f"mandat|{given.profile}",
        *(f"lieu|{area}" for area in sorted(place.areas)),
    ]


def _only_its_inhabitants(need: Need, territory: Territory) -> int:
    """Inhabitants of the communes of this territory that no other supporter of the need covers."""
    above = [link.territory.pk for link in lineage(territory)]
    others = _supporting(need, Organisation.objects.filter(territory__in=above).exclude(territory=territory))
    if territory.kind == Kind.COMMUNE:
        return 0 if others else territory.population or 0
    rows = _below(need, territory)
    others |= {pk: kind for pk, kind, _, supports in rows if supports}
    its = {pk: people or 0 for pk, kind, people, _ in rows if kind == Kind.COMMUNE}
    return sum(its.values()) - sum(its.get(pk, 0) for pk in _communes_of(others))


def _below(need: Need, territory: Territory) -> list[tuple[int, str, int | None, bool]]:
    """What `contained` says of this territory, with kind, population, and whether it supports the need: at once, for a
    région holds thousands.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [territory.pk, need.pk])
        rows: list[tuple[int, str, int | None, bool]] = cursor.fetchall()
    if territory.key != RHONE:
        return rows
    inside = set(contained(territory).values_list("pk", flat=True))
    return [row for row in rows if row[0] in inside]


def _counted(need: Need) -> QuerySet[Support]:
    return Support.objects.filter(need=need.pk, state=SupportState.COUNTED)


def _supporting(need: Need, organisations: QuerySet[Organisation]) -> dict[int, str]:
    """Kinds of the territories of those that support the need, by id."""
    theirs = organisations.filter(kind=OrganisationKind.COLLECTIVITE).order_by()
    known = {pk: (territory, kind) for pk, territory, kind in theirs.values_list("pk", "territory", "territory__kind")}
    supporting = _counted(need).filter(organisation__in=known).values_list("organisation", flat=True)
    return dict(known[pk] for pk in supporting)


def _communes_of(kinds: Mapping[int, str]) -> set[int]:
    """`kinds`: of these territories, by id. A supporter answers for all the communes that it contains."""
    found = {pk for pk, kind in kinds.items() if kind == Kind.COMMUNE}
    direct = [pk for pk, kind in kinds.items() if kind == Kind.EPCI]
    links = Containment.objects.filter(container__in=direct, member__kind=Kind.COMMUNE)
    found.update(links.values_list("member_id", flat=True))
    for wider in Territory.objects.filter(pk__in=kinds.keys() - found - {*direct}):
        found.update(contained(wider).filter(kind=Kind.COMMUNE).values_list("pk", flat=True))
    return found


@transaction.atomic
def recount_supports(need: Need) -> bool:
    """Compute the figures of a need from its rows. Returns whether they were wrong."""
    row: Need = locked(Need, need.pk)
    supports = list(_counted(row).select_related("organisation__territory"))
    territories = {one.organisation.territory_id: one.organisation.territory for one in supports}
    places = places_of(pk for pk in territories if pk)
    counts = Counter(key for one in supports for key in _keys(one, places[one.organisation.territory_id or 0]))
    communes = _communes_of({pk: territory.kind for pk, territory in territories.items() if pk and territory})
    people = Territory.objects.filter(pk__in=communes).aggregate(all=Sum("population"))["all"] or 0
    right = {
        "support_count": len(supports),
        "supported_population": people,
        "support_counts": dict(sorted(counts.items())),
    }
    if all(getattr(row, name) == value for name, value in right.items()):
        return False
    Need.objects.filter(pk=row.pk).update(**right)
    need_moved.send(Need, needs=frozenset([row.pk]), events=[])
    return True
