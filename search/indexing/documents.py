"""Builds the document of a service for any engine, from public information only."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from wagtail.rich_text import get_text_for_indexing

from catalogue.foundation.chunks import chunks
from catalogue.services.models import Family, Phase, ServicePage
from search.facets import values_of
from search.indexed_sheet import IndexedSheet, gather
from search.protocol import Document

BATCH = 500
_SECTIONS = {
    "": ("prerequisites", "cost", "onboarding_time", "hosting", "closed_reason"),
    "Gouvernance : ": ("decision_body", "decision_rhythm", "financing"),
    "Réversibilité : ": ("reversibility",),
    "Sécurité : ": ("security",),
    "Données personnelles : ": ("personal_data",),
    "Écoconception : ": ("eco_design",),
}
"""The rest of the sheet: a heading that people search for, and the fields under it."""


def public_documents(ids: Iterable[int]) -> Iterator[Document]:
    """Documents of the public services among these, in any order; a constant number of queries per batch."""
    for batch in chunks(list(ids), BATCH):
        pages = (
            ServicePage.objects.public()
            .current()
            .filter(pk__in=batch)
            .select_related("operator", "owned_by", "vehicle")
        )
        for sheet in gather(pages):
            yield document_of(sheet)


def batches() -> Iterator[list[int]]:
    """Ids of all public services, in order, in batches."""
    after = 0
    while ids := list(
        ServicePage.objects.public().current().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield ids
        after = ids[-1]


UNMAKEABLE = (ArithmeticError, AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError)
"""What building a document may raise for values that no form would accept."""


def made(ids: Sequence[int]) -> tuple[dict[int, Document], dict[int, str]]:
    """Documents of the public ones by id, and why others could not be built, found by bisection."""
    try:
        return {document.pk: document for document in public_documents(ids)}, {}
    except UNMAKEABLE as error:
        if len(ids) == 1:
            return {}, {ids[0]: repr(error)}
    middle = len(ids) // 2
    (documents, unmade), (others, also_unmade) = made(ids[:middle]), made(ids[middle:])
    return documents | others, unmade | also_unmade


def document_of(sheet: IndexedSheet) -> Document:
    page = sheet.page
    return Document(
        pk=page.pk,
        texts=_texts(sheet),
        facets=values_of(sheet),
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
