"""The services of a list of results as rows: what their cards say, and the facts that people compare."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from catalogue.foundation.chunks import chunks
from catalogue.foundation.spreadsheets import Row
from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet_lines import cost_words, licence_words, rgaa_words, who_may_use
from search.answering.highlighting import Marker
from search.answering.hits import read_hits
from search.answering.query import PER_PAGE
from search.answering.results import Hit
from search.answering.visit import Visit

HEADINGS = (
    "Service",
    "Besoin",
    "Résumé",
    "Thématiques",
    "Avancement",
    "Famille",
    "Qui peut l'utiliser",
    "Coût",
    "Mise en place",
    "Licence",
    "Accessibilité (RGAA)",
    "Organisations qui l'utilisent",
    "Dont confirmées",
    "Dont en production",
    "« Déployé » veut dire",
    "Donnée de démonstration",
    "Fiche",
    "Site du service",
)
_FACTS = (
    *("family", "phase", "cost_model", "cost", "onboarding_time", "licence", "repository", "closed_reason"),
    *("rgaa_state", "rgaa_rate", "website", "is_demo", "allowed_kinds", "population_min", "population_max"),
)


def rows_of_results(ids: Sequence[int], user, visit: Visit, origin: str) -> Iterator[Row]:
    """Headings first, a page of services at a time, as `user` may see them; `origin` is the address of the site."""
    here = visit.territory
    yield (*HEADINGS, *((f"Utilisable par {here.name}", "Pourquoi pas") if here else ()))
    for some in chunks(ids, PER_PAGE):
        hits = read_hits(list(some), user, visit, Marker())
        sheets = ServicePage.objects.only(*_FACTS).in_bulk([hit.pk for hit in hits])
        for hit in hits:
            if sheet := sheets.get(hit.pk):
                yield (*_row(hit, sheet, origin), *_verdict(hit))


def _row(hit: Hit, sheet: ServicePage, origin: str) -> Row:
    """As text: the card's own texts are HTML, with the words of the question marked."""
    return (
        hit.sheet.title,
        hit.sheet.action,
        hit.sheet.summary,
        ", ".join(hit.themes),
        sheet.get_phase_display(),
        sheet.get_family_display(),
        who_may_use(sheet.allowed_kinds, sheet.population_min, sheet.population_max),
        cost_words(sheet) or sheet.cost,
        sheet.onboarding_time,
        licence_words(sheet) or sheet.closed_reason,
        rgaa_words(sheet),
        hit.in_use,
        hit.confirmed,
        hit.deployed,
        hit.definition,
        "oui" if hit.has_demo or sheet.is_demo else "non",
        urljoin(origin, hit.url),
        sheet.website,
    )


def _verdict(hit: Hit) -> Row:
    if hit.usability is None:
        return ()
    return ("oui" if hit.usability.usable else "non", " ; ".join(hit.usability.reasons))
