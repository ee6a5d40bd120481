"""The table of facets, from which form fields, filters, counts, panels and addresses derive."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, TextChoices

from catalogue.deployments.models import Status
from catalogue.services.choices import LicenceKind
from catalogue.services.models import Audience, Connection, Family, LegalVehicle, Phase, Rgaa, Theme
from search.indexed_sheet import IndexedSheet


@dataclass(frozen=True)
class Facet:
    """`name`: the URL parameter and the field of the index. `read`: the values of a document.

    Labels come from an enumeration (`choices`), a vocabulary of editors (`model`), the areas of France (`areas`), or
    the territory chosen by the visitor (`territorial`).

    `columns`: over how many columns an engine that counts by column may spread the values; one if services have one
    value. `probed`: the choices are few and known, and each is counted by a query of its own.
    """

    name: str
    label: str
    read: Callable[[IndexedSheet], Iterable[str]]
    choices: type[TextChoices] | None = None
    model: type[Model] | None = None
    areas: bool = False
    territorial: bool = False
    probed: bool = False
    columns: int = 1
    is_open: bool = False
    help: str = ""


FACETS = (
    Facet(
        "usable",
        "Pour mon territoire",
        lambda sheet: (),  # depends on the conditions of the document, see `Eligibility`
        territorial=True,
        probed=True,
        is_open=True,
        help="D'après les conditions d'accès de chaque service.",
    ),
    Facet(
        "herite",
        "Déjà présent autour de moi",
        lambda sheet: sheet.used_in,
        territorial=True,
        probed=True,
        is_open=True,
        help="Services utilisés par ce qui contient votre territoire.",
    ),
    Facet("theme", "Thématique", lambda sheet: sheet.themes, model=Theme, columns=4, is_open=True),
    Facet("public", "Public", lambda sheet: sheet.audiences, model=Audience, columns=2),
    Facet("phase", "Avancement", lambda sheet: [sheet.page.phase], choices=Phase),
    Facet("famille", "Famille", lambda sheet: [sheet.page.family], choices=Family),
    Facet("adoption", "Adoption", lambda sheet: sheet.statuses, choices=Status, columns=1),
    Facet(
        "departement",
        "Déployé dans",
        lambda sheet: sheet.deployed_areas,
        areas=True,
        columns=16,
        help="Au moins une organisation de ce territoire l'a en production.",
    ),
    Facet("structure", "Structure porteuse", lambda sheet: sheet.vehicles, model=LegalVehicle),
    Facet("licence", "Licence", lambda sheet: [sheet.page.licence_kind], choices=LicenceKind),
    Facet("rgaa", "Accessibilité (RGAA)", lambda sheet: [sheet.page.rgaa_state], choices=Rgaa),
    Facet("connexion", "Connexions", lambda sheet: sheet.connections, model=Connection),
)
BY_NAME = {facet.name: facet for facet in FACETS}
COUNTED_FACETS = tuple(facet for facet in FACETS if not facet.probed)
YES = "oui"


def values_of(sheet: IndexedSheet) -> dict[str, tuple[str, ...]]:
    """Values of all facets for a document, sorted, without blanks."""
    return {facet.name: tuple(sorted({str(value) for value in facet.read(sheet) if value})) for facet in FACETS}
