"""What the collectivités of a territory ask for, and what its own supports: for its page, in a few rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from catalogue.deployments.territory_places import containers_of
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.prepared_queries import MOMENT, PreparedObjects, blanks
from catalogue.needs.models import Consultation, ConsultationPhase, Need, PhaseKind, Support, SupportState
from catalogue.territories.lineage import contained
from catalogue.territories.models import Kind, Territory

_SHOWN = 5
_LOOKED_AT = 300
"""Latest needs of the country among which those of a territory are looked for first."""
_MOST_OPEN = 64
"""Consultations, of which there is one every few years."""
_NOWHERE = 0
_LARGE = (Kind.DEPARTEMENT, Kind.REGION)


@dataclass(frozen=True)
class NeedsHere:
    """`supported`: by the collectivité of the territory itself, where supports may be shown. `key`: for the search."""

    stated: tuple[Need, ...]
    supported: tuple[Need, ...]
    key: str

    def __bool__(self) -> bool:
        return bool(self.stated or self.supported)

    @property
    def has_demo(self) -> bool:
        return any(need.is_demo for need in (*self.stated, *self.supported))


def needs_here(territory: Territory) -> NeedsHere:
    """One query; two where many ask, elsewhere."""
    key = territory.key if territory.kind in _LARGE else ""
    stated = [] if territory.kind == Kind.COMMUNE else _stated(territory)
    own = territory.pk if territory.kind == Kind.COMMUNE else _NOWHERE
    found = _NEEDS.find(territory.pk, own, stated, _open_consultations()[:_MOST_OPEN])
    told, supported = (tuple(need for need in found if getattr(need, name)) for name in ("is_stated", "is_supported"))
    return NeedsHere(told, supported, key)


def _stated(territory: Territory) -> list[int]:
    """Among the latest of the country first: where many ask, the others are not sorted."""
    here, now = _latest().get(territory.pk, ()), timezone.now()
    stated = [pk for pk, expires in here if expires is None or expires > now][:_SHOWN]
    if len(stated) == _SHOWN or _placed() <= _LOOKED_AT:
        return stated
    needs = Need.objects.public().filter(Q(territory__in=contained(territory).values("pk")) | Q(territory=territory.pk))
    return list(needs.order_by("-public_since", "-pk").values_list("pk", flat=True)[:_SHOWN])


@kept_until_written
def _latest() -> Mapping[int, Sequence[tuple[int, datetime | None]]]:
    """By territory, those stated in it or inside it among the latest of the country, newest first, with the end of
    their consultation.
    """
    columns = ("pk", "consultation__expire_at", "territory", "territory__kind", "territory__code")
    needs = Need.objects.public().filter(territory__isnull=False).order_by("-public_since", "-pk")
    rows = list(needs.values_list(*columns)[:_LOOKED_AT])
    holders = containers_of({place: f"{kind}-{code}" for _, _, place, kind, code in rows})
    found: dict[int, list] = defaultdict(list)
    for pk, expires, place, _, _ in rows:
        for at in {place, *holders[place]}:
            found[at].append((pk, expires))
    return found


@kept_until_written
def _placed() -> int:
    """How many name a territory."""
    return Need.objects.filter(public_since__isnull=False, territory__isnull=False).count()


@kept_until_written
def _open_consultations() -> Sequence[int]:
    """Those that no restriction closes, the newest first."""
    return tuple(Consultation.objects.open_to(None).order_by("-pk").values_list("pk", flat=True))


def _write(place: int, commune: int, stated: list[int], consultations: list[int]) -> QuerySet[Need]:
    """`stated`: numbers of needs, or those that the commune states; and what the collectivité of the place supports."""
    public = Need.objects.published_at(MOMENT).filter(consultation__in=consultations)
    own = public.filter(territory=commune).order_by("-public_since", "-pk").values("pk")[:_SHOWN]
    supported = _supported(place, public)[:_SHOWN]
    is_stated, is_supported = Q(pk__in=stated) | Q(pk__in=own), Q(pk__in=supported)
    rows = public.filter(is_stated | is_supported).select_related("organisation")
    return rows.annotate(is_stated=_told(is_stated), is_supported=_told(is_supported)).order_by("-public_since", "-pk")


def _told(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _supported(place: int, public: QuerySet[Need]) -> QuerySet:
    """Numbers of needs; none of a consultation that hides its supports until the phase is over."""
    over = ConsultationPhase.objects.filter(consultation=OuterRef("need__consultation"), kind=PhaseKind.SOUTIEN)
    shown = Q(need__consultation__hides_supports=False) | Exists(over.closed())
    supports = Support.objects.filter(shown, organisation__territory=place, state=SupportState.COUNTED)
    return supports.filter(need__in=public.values("pk")).order_by("-cast_at", "-pk").values("need")


_NEEDS = PreparedObjects(_write, -1, -2, blanks(_SHOWN, -101), blanks(_MOST_OPEN, -1_001))
