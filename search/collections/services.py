"""Services: what they are called on pages, and their documents, from public information only."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from wagtail.rich_text import get_text_for_indexing

from catalogue.services.models import Family, Phase, ServicePage
from search.collection import Collection, Document, Sort, Texts, Words, values_of
from search.collections.indexed_sheet import IndexedSheet, gather
from search.collections.service_facets import FACETS

_SECTIONS = {
    "": ("prerequisites", "cost", "onboarding_time", "hosting", "closed_reason"),
    "Gouvernance : ": ("decision_body", "decision_rhythm", "financing"),
    "Réversibilité : ": ("reversibility",),
    "Sécurité : ": ("security",),
    "Données personnelles : ": ("personal_data",),
    "Écoconception : ": ("eco_design",),
}
"""The rest of the sheet: a heading that people search for, and the fields under it."""


def service_documents(ids: Iterable[int]) -> Iterator[Document]:
    pages = ServicePage.objects.public().current().filter(pk__in=list(ids))
    for sheet in gather(pages.select_related("operator", "owned_by", "vehicle")):
        yield document_of(sheet)


def document_of(sheet: IndexedSheet) -> Document:
    page = sheet.page
    return Document(
        pk=page.pk,
        texts=_texts(sheet),
        facets=values_of(FACETS, sheet),
        name=page.title,
        in_use=sheet.in_use,
        updated=_seconds(page.last_published_at),
        expires=_seconds(page.expire_at),
        kinds=tuple(page.allowed_kinds or ()),
        population_min=page.population_min,
        population_max=page.population_max,
        requires=tuple(sorted(sheet.requires)),
    )


def _texts(sheet: IndexedSheet) -> dict[str, str]:
    page = sheet.page
    bodies = {organisation for organisation in (page.operator, page.owned_by) if organisation}
    return {
        "name": page.title,
        "action": page.action,
        "summary": page.summary,
        "themes": " · ".join(sheet.themes.values()),
        "operator": " · ".join(sorted(str(body) for body in bodies)),
        "body": body_text(page),
        "labels": " · ".join(_labels(sheet)),
    }


def _labels(sheet: IndexedSheet) -> list[str]:
    """How the service is classified, in the words of the sheet."""
    page = sheet.page
    vehicle = [page.vehicle.name] if page.vehicle else []
    chosen = [str(Family(page.family).label)] if page.family else []
    chosen += [str(Phase(page.phase).label)] if page.phase else []
    return [*chosen, *sheet.audiences.values(), *sheet.connections.values(), *vehicle, *page.technology_names]


def body_text(page: ServicePage) -> str:
    """Everything under the title, without markup."""
    parts = [get_text_for_indexing(html) for html in (page.problem, page.solution, page.results) if html]
    parts += page.body.stream_block.get_searchable_content(page.body)
    for heading, names in _SECTIONS.items():
        said = [get_text_for_indexing(html) for html in (getattr(page, name) for name in names) if html]
        parts += [heading + " ".join(said)] if said else []
    return "\n".join(part for part in parts if part)


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


SERVICES = Collection(
    name="services",
    address="catalogue",
    words=Words(
        one="service",
        many="services",
        title="Catalogue des services",
        all="Voir tous les services",
        nowhere="Aucune fiche",
        lost="Fiche supprimée",
        simple="le nom, l'action et le résumé des services",
    ),
    texts=Texts(
        weights={
            "name": 8.0,
            "action": 6.0,
            "summary": 3.0,
            "themes": 2.0,
            "operator": 2.0,
            "body": 2.0,
            "labels": 0.5,  # how the service is classified, apart from themes
        },
        titles=("name", "action"),
        foremost=("name", "action", "summary", "themes"),
    ),
    facets=FACETS,
    sorts={
        "pertinence": Sort("Pertinence", "pertinence"),
        "adoption": Sort("Les plus adoptés", "adoption"),
        "recent": Sort("Récemment mis à jour", "recent"),
        "nom": Sort("De A à Z", "nom"),
    },
    usual_sort="adoption",
    public=lambda: ServicePage.objects.public().current(),
    visible_to=lambda user: ServicePage.objects.visible_to(user).current(),
    documents=service_documents,
    under=lambda page: ServicePage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True),
    simple_texts=("title", "action", "summary"),
    has_pins=True,
    has_table=True,
)
