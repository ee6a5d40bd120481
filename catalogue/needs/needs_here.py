"""What the collectivités of a territory ask for, and what its own supports: for its page, in a few rows."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from catalogue.foundation.caching import kept_until_written
from catalogue.needs.models import ConsultationPhase, Need, PhaseKind, Support, SupportState
from catalogue.territories.lineage import contained
from catalogue.territories.models import Kind, Territory

_SHOWN = 5
_LOOKED_AT = 300
"""Latest needs of the country among which those of a large territory are looked for first."""
_FEW = 2_000
"""As many may be sorted."""
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
    stated, supported = _stated(territory).values("pk")[:_SHOWN], _supported(territory)[:_SHOWN]
    rows = Need.objects.filter(Q(pk__in=stated) | Q(pk__in=supported)).select_related("organisation")
    rows = rows.annotate(is_stated=_among(stated), is_supported=_among(supported)).order_by("-public_since", "-pk")
    found = list(rows)
    return NeedsHere(
        tuple(need for need in found if need.is_stated), tuple(need for need in found if need.is_supported), key
    )


def _among(needs: QuerySet) -> ExpressionWrapper:
    return ExpressionWrapper(Q(pk__in=needs), output_field=BooleanField())


def _stated(territory: Territory) -> QuerySet[Need]:
    """Among the latest of the country first: where many ask, the others are not sorted."""
    needs = Need.objects.public().order_by("-public_since", "-pk")
    if territory.kind == Kind.COMMUNE:
        return needs.filter(territory=territory.pk)
    here = needs.filter(Q(territory__in=contained(territory).values("pk")) | Q(territory=territory.pk))
    if _placed() <= _FEW:
        return here
    latest = Need.objects.public().filter(territory__isnull=False).order_by("-public_since", "-pk").values("pk")
    some = here.filter(pk__in=latest[:_LOOKED_AT])
    return some if some[_SHOWN - 1 :].exists() else here


@kept_until_written
def _placed() -> int:
    """How many name a territory."""
    return Need.objects.filter(public_since__isnull=False, territory__isnull=False).count()


def _supported(territory: Territory) -> QuerySet:
    """Numbers of needs; none of a consultation that hides its supports until the phase is over."""
    over = ConsultationPhase.objects.filter(consultation=OuterRef("need__consultation"), kind=PhaseKind.SOUTIEN)
    shown = Q(need__consultation__hides_supports=False) | Exists(over.closed())
    supports = Support.objects.filter(shown, organisation__territory=territory.pk, state=SupportState.COUNTED)
    rows = supports.filter(need__in=Need.objects.public().values("pk"))
    return rows.order_by("-cast_at", "-pk").values("need")
