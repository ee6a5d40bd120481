"""The figures of a consultation, kept with each write, so that its dashboard costs the same however many contribute.

`recount` computes them again from the rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from catalogue.deployments.territory_places import places_of
from catalogue.needs.models import (
    AlreadyThere,
    Consultation,
    ConsultationCount,
    Contribution,
    Proposition,
    Stage,
    Support,
    SupportState,
)

NUMBERS = "numeros"
"""Not a figure: the last number given in each series."""
FOUND = "trouvees"
"""How many found the answer to their need while they were writing it."""
_UNCOUNTED = (Stage.DRAFT, Stage.LAPSED)


def count(consultation: int, figure: str, changes: Iterable[tuple[str, int]]) -> None:
    """Add to figures; `changes`: (key, how many more)."""
    more: Counter[str] = Counter()
    for key, number in changes:
        more[key] += number
    for key in sorted(key for key, number in more.items() if number):
        _add(consultation, figure, key, more[key])


def next_number(consultation: int, series: str) -> int:
    """The next in its series, given once, whoever asks at once."""
    _add(consultation, NUMBERS, series, 1)
    return ConsultationCount.objects.get(consultation=consultation, figure=NUMBERS, key=series).value


def _add(consultation: int, figure: str, key: str, number: int) -> None:
    rows = ConsultationCount.objects.filter(consultation=consultation, figure=figure, key=key)
    if not rows.update(value=F("value") + number):
        fresh = ConsultationCount(consultation_id=consultation, figure=figure, key=key)
        ConsultationCount.objects.bulk_create([fresh], ignore_conflicts=True)
        rows.update(value=F("value") + number)


def submission_keys(contribution: Contribution) -> list[str]:
    """What a contribution adds one to, once it is submitted."""
    day = timezone.localdate(contribution.submitted).isoformat() if contribution.submitted else ""
    keys = ["", f"jour|{day}", f"nature|{contribution.kind}", f"profil|{contribution.author_profile}"]
    keys += [f"thematique|{pk}" for pk in contribution.themes.order_by("pk").values_list("pk", flat=True)]
    keys += [f"politique|{contribution.policy_id}"] if contribution.policy_id else []
    place = places_of([contribution.territory_id]).get(contribution.territory_id) if contribution.territory_id else None
    return [*keys, *(f"lieu|{area}" for area in sorted(place.areas))] if place else [*keys, "lieu|"]


def support_keys(support: Support, kind: str) -> list[str]:
    day = timezone.localdate(support.cast_at).isoformat()
    return ["", f"jour|{day}", f"nature|{kind}", f"mandat|{support.profile}"]


@transaction.atomic
def recount(consultation: Consultation) -> int:
    """Returns how many figures were wrong."""
    right: Counter[tuple[str, str]] = Counter()
    contributions = Contribution.objects.filter(consultation=consultation).exclude(stage__in=_UNCOUNTED)
    for one in contributions.iterator():
        right.update(("contributions", key) for key in [*submission_keys(one), f"etat|{one.stage}"])
    for stage in Proposition.objects.filter(consultation=consultation).values_list("stage", flat=True):
        right.update([("propositions", ""), ("propositions", f"etat|{stage}")])
    supports = Support.objects.filter(need__consultation=consultation, state=SupportState.COUNTED)
    for support in supports.select_related("organisation__territory").iterator():
        place = support.organisation.territory
        right.update(("soutiens", key) for key in support_keys(support, place.kind if place else ""))
    right[FOUND, ""] = AlreadyThere.objects.filter(consultation=consultation).count()
    return _mend(
        right, ConsultationCount.objects.filter(consultation=consultation).exclude(figure=NUMBERS), consultation
    )


@transaction.atomic
def recount_places(consultation: Consultation) -> None:
    """After territories have changed: where contributions come from, and which kinds of collectivités support."""
    right: Counter[tuple[str, str]] = Counter()
    contributions = Contribution.objects.filter(consultation=consultation).exclude(stage__in=_UNCOUNTED).order_by()
    where = dict(contributions.values_list("territory").annotate(Count("pk")))
    places = places_of(pk for pk in where if pk)
    for pk, number in where.items():
        areas = places[pk].areas if pk in places else [""]
        right.update({("contributions", f"lieu|{area}"): number for area in areas})
    supports = Support.objects.filter(need__consultation=consultation, state=SupportState.COUNTED).order_by()
    for kind, number in supports.values_list("organisation__territory__kind").annotate(Count("pk")):
        right["soutiens", f"nature|{kind or ''}"] += number
    placed = Q(figure="contributions", key__startswith="lieu|") | Q(figure="soutiens", key__startswith="nature|")
    _mend(right, ConsultationCount.objects.filter(placed, consultation=consultation), consultation)


def _mend(right: Mapping[tuple[str, str], int], rows: Iterable[ConsultationCount], consultation: Consultation) -> int:
    """`rows`: all those that must say what `right` says. Returns how many did not."""
    known = {(row.figure, row.key): row.value for row in rows if row.value}
    wrong = {key for key in known.keys() | right.keys() if known.get(key, 0) != right.get(key, 0)}
    for figure, key in wrong:
        _add(consultation.pk, figure, key, right.get((figure, key), 0) - known.get((figure, key), 0))
    return len(wrong)


def figures(consultation: Consultation, figure: str) -> dict[str, int]:
    """By key; « » is the total."""
    rows = ConsultationCount.objects.filter(consultation=consultation.pk, figure=figure, value__gt=0)
    return dict(rows.order_by("key").values_list("key", "value"))
