"""Grants of the fund: what was awarded, to whom, where. All are public from their decision on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from wagtail.models import Page

from catalogue.deployments.territory_places import places_of
from catalogue.funding.models import Axis, Grant, GrantState, Part
from catalogue.territories.models import Kind
from search.collection import Collection, Document, Facet, Sort, Texts, Words, values_of


class AmountBand(TextChoices):
    UNDER_10 = "moins-10000", "Moins de 10 000 €"
    UNDER_50 = "10000-49999", "De 10 000 à 49 999 €"
    UNDER_200 = "50000-199999", "De 50 000 à 199 999 €"
    MORE = "200000-plus", "200 000 € et plus"


_BANDS = ((10_000, AmountBand.UNDER_10), (50_000, AmountBand.UNDER_50), (200_000, AmountBand.UNDER_200))


def band_of(amount: int) -> AmountBand:
    return next((band for bound, band in _BANDS if amount < bound), AmountBand.MORE)


@dataclass
class IndexedGrant:
    """`areas`: keys of the départements and régions of the beneficiary."""

    grant: Grant
    areas: set[str] = field(default_factory=set)

    @property
    def part(self) -> str:
        return self.grant.envelope.part

    @property
    def kinds(self) -> list[str]:
        place = self.grant.beneficiary.territory
        return [place.kind] if place else []

    @property
    def years(self) -> list[str]:
        return [str(self.grant.awarded_at.year)]


def grant_documents(ids: Iterable[int]) -> Iterator[Document]:
    """A constant number of queries."""
    rows = Grant.objects.standing().filter(pk__in=list(ids)).prefetch_related("members__organisation")
    grants = list(rows.select_related("envelope", "beneficiary__territory", "application"))
    places = places_of({one.beneficiary.territory_id for one in grants if one.beneficiary.territory_id})
    for one in grants:
        place = places.get(one.beneficiary.territory_id or 0)
        yield _document_of(IndexedGrant(one, place.areas if place else set()))


def _document_of(one: IndexedGrant) -> Document:
    grant = one.grant
    return Document(
        pk=grant.pk,
        texts={
            "name": grant.purpose,
            "beneficiary": str(grant.beneficiary),
            "members": " · ".join(str(member.organisation) for member in grant.members.all()),
            "body": "\n".join(filter(None, [grant.application.summary if grant.application else "", grant.reference])),
        },
        facets=values_of(FACETS, one),
        name=grant.purpose,
        in_use=grant.amount,
        updated=_seconds(grant.awarded_at),
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _years() -> list[tuple[str, str]]:
    """Those in which something was awarded, the last one first."""
    years = Grant.objects.standing().dates("awarded_at", "year", order="DESC")
    return [(str(day.year), str(day.year)) for day in years]


FACETS = (
    Facet("axe", "Axe", lambda one: [one.grant.envelope.axis], choices=Axis, is_open=True),
    Facet("volet", "Volet", lambda one: [one.part], choices=Part),
    Facet("departement", "Territoire", lambda one: one.areas, areas=True, columns=4, is_open=True),
    Facet("beneficiaire", "Bénéficiaire", lambda one: one.kinds, choices=Kind),
    Facet("annee", "Année", lambda one: one.years, labels=_years),
    Facet("montant", "Montant", lambda one: [band_of(one.grant.amount)], choices=AmountBand),
    Facet("suivi", "État", lambda one: [one.grant.state], choices=GrantState),
)


def _under(page: Page) -> Iterable[int]:
    """Grants are public whatever becomes of the page of their call."""
    return ()


GRANTS = Collection(
    name="grants",
    address="grants",
    words=Words(
        one="financement",
        many="financements",
        title="Subventions du fonds",
        all="Voir tous les financements",
        nowhere="Aucun financement",
        lost="Financement supprimé",
        simple="l'objet et le bénéficiaire des financements",
    ),
    texts=Texts(
        weights={"name": 8.0, "beneficiary": 6.0, "members": 2.0, "body": 1.5},
        titles=("name",),
        foremost=("name", "beneficiary"),
    ),
    facets=FACETS,
    sorts={
        "pertinence": Sort("Pertinence", "pertinence"),
        "recent": Sort("Les plus récents", "recent"),
        "montant": Sort("Les plus élevés", "adoption"),
        "nom": Sort("De A à Z", "nom"),
    },
    usual_sort="recent",
    public=Grant.objects.standing,
    visible_to=lambda user: Grant.objects.standing(),
    documents=grant_documents,
    under=_under,
    simple_texts=("purpose", "beneficiary__name"),
)
