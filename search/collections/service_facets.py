"""The facets of services, from which form fields, filters, counts, panels and addresses derive."""

from catalogue.deployments.models import Status
from catalogue.services.choices import LicenceKind
from catalogue.services.models import Audience, Connection, Family, LegalVehicle, Phase, Rgaa, Theme
from search.collection import Facet

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
