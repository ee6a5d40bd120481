"""The columns of a file of deployments: how each is written, and read back. Also the file to download and fill in."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices

from catalogue.deployments.models import Deployment, Status, StopReason
from catalogue.foundation.dates import in_figures
from catalogue.foundation.text import neutral
from catalogue.foundation.typed_dates import NotADay, day_of
from catalogue.services.models import ServicePage
from catalogue.territories.folding import fold
from catalogue.territories.models import Organisation, OrganisationKind

SITES_APART = "|"
REASON = "reason"
_LONGEST_REASON = 500
_GENDER_MARKS = re.compile(r"[(·•.⋅/-]+e?s?\)?(?=\W|$)|[·•⋅]e?s?\b", re.IGNORECASE)
_ENDINGS = re.compile(r"(?<=e)e?s?\b|(?<=[a-z]{3})s\b")
_RANK = re.compile(r"\W*(?:\d{1,2}|[a-e])\s*[-–—.):/]+\s*(?=\D)", re.IGNORECASE)
"""« 1 - Pilote », « b) En production »."""
_BESIDE = ("en", "de", "d", "du", "la", "le", "l", "au", "a", "collectivite", "commune", "territoire")
_UNSAYING = frozenset(("statut", "etat", "phase", "stade", "etape", "mis", "mise", "est", "projet", "site", *_BESIDE))
"""Words beside the one that tells."""
_OTHER_WORDS = {
    Status.INTERET: ("intérêt", "manifestation d'intérêt", "a manifesté son intérêt", "prospect"),
    Status.PILOTE: (
        "expérimentation",
        "en cours d'expérimentation",
        "expérimentateur",
        "expérimentatrice",
        "test",
        "en cours de test",
        "testeur",
        "bêta",
        "bêta-test",
        "bêta-testeur",
        "POC",
    ),
    Status.EN_DEPLOIEMENT: ("déploiement en cours", "en cours de déploiement", "en cours de mise en place"),
    Status.EN_PRODUCTION: (
        "prod",
        "déployé",
        "en service",
        "en exploitation",
        "en ligne",
        "en usage",
        "utilisateur",
        "utilisatrice",
        "opérationnel",
        "opérationnelle",
        "généralisé",
        "généralisation",
        "actif",
        "active",
        "utilisé",
        "en cours d'utilisation",
        "déploiement terminé",
        "déploiement achevé",
    ),
    Status.ARRETE: (
        "arrêt",
        "arrêt du service",
        "arrêt définitif",
        "abandon",
        "abandonné",
        "stop",
        "stoppé",
        "résilié",
    ),
}


class CellError(ValueError):
    """The cell was not understood; the message says what to write instead."""


@dataclass(frozen=True)
class Column:
    """`name`: its header; `field`: the field it sets, empty for a column that is only there to help people.

    `REASON` is not a field of a deployment: it explains the change.
    """

    name: str
    write: Callable[[Deployment], str]
    field: str = ""
    read: Callable[[str], Any] = str
    help: str = ""


def _choice(choices: type[TextChoices], blank: bool = False) -> Callable[[str], str]:
    """By value or label, ignoring accents, case, gender and number."""
    known = {_stem(text): value for value, label in choices.choices for text in (value, label)}
    for value, words in _OTHER_WORDS.items():
        if value in choices:
            known |= {_stem(word): value for word in words}
    if blank:
        known[""] = ""

    def read(cell: str) -> str:
        stem = _stem(cell)
        if stem not in known:
            raise CellError(f"« {cell[:60]} » n'est pas prévu. Écrivez : {', '.join(choices.labels)}.")
        return known[stem]

    return read


def _stem(text: str) -> str:
    """« Intéressée », « INTÉRESSÉ·E·S », « interesse(e) », « 1 - Phase d'intérêt » -> "interesse", "interet"."""
    words = _ENDINGS.sub("", fold(_GENDER_MARKS.sub("", _RANK.sub("", text, count=1)))).split()
    return " ".join([word for word in words if word not in _UNSAYING] or words)


def _day(cell: str) -> date | None:
    try:
        return day_of(cell) if cell else None
    except NotADay as error:
        raise CellError(str(error)) from error


def _sites(cell: str) -> str:
    return "\n".join(site.strip() for site in cell.replace("\n", SITES_APART).split(SITES_APART) if site.strip())


def _reason(cell: str) -> str:
    if len(cell) > _LONGEST_REASON:
        raise CellError(f"{_LONGEST_REASON} caractères au plus.")
    return cell


def _written(day: date | None) -> str:
    return in_figures(day) if day else ""


def identifier_of(organisation: Organisation) -> str:
    """An unambiguous identifier that spreadsheets do not damage."""
    if organisation.siren:
        return organisation.siren
    if organisation.territory and organisation.kind == OrganisationKind.COLLECTIVITE:
        return organisation.territory.key
    return organisation.name


WHO, STATUS = "collectivite", "statut"
COLUMNS = (
    Column(
        WHO,
        lambda row: identifier_of(row.organisation),
        help="SIREN, SIRET, code Insee, nom, ou la clé du territoire dans le Store (commune-38185, departement-38).",
    ),
    Column(
        "nom",
        lambda row: row.organisation.name,
        help="Pour relire : n'est pris en compte que là où « collectivite » est vide.",
    ),
    Column(
        STATUS,
        lambda row: row.get_status_display(),
        "status",
        _choice(Status),
        f"Obligatoire : {', '.join(Status.labels)}.",
    ),
    Column("depuis", lambda row: _written(row.since), "since", _day, "Une date : 01/03/2026."),
    Column("jusqu_au", lambda row: _written(row.until), "until", _day, "Une date : 01/03/2026."),
    Column(
        "motif_arret",
        lambda row: row.get_stop_reason_display(),
        "stop_reason",
        _choice(StopReason, blank=True),
        f"Obligatoire avec le statut « Arrêté » : {', '.join(StopReason.labels)}.",
    ),
    Column("precision_arret", lambda row: row.stop_note, "stop_note", help="N'est pas publiée."),
    Column(
        "sites_pilotes",
        lambda row: f" {SITES_APART} ".join(row.site_names),
        "pilot_sites",
        _sites,
        f"Séparés par « {SITES_APART} ».",
    ),
    Column("source", lambda row: row.source, "source", help="D'où vient l'information ; publiée."),
    Column(
        "motif",
        lambda row: "",
        REASON,
        _reason,
        "Pourquoi ce changement, si vous voulez le dire : reste dans l'historique, que la collectivité peut lire.",
    ),
    Column("signature", lambda row: row.get_standing_display(), help="Pour relire : n'est pas prise en compte."),
    Column(
        "deploye_veut_dire",
        lambda row: row.service.deployed_definition,
        help="Ce que « déployé » veut dire pour ce service. Pour relire : n'est pas pris en compte.",
    ),
)
REQUIRED = (WHO, STATUS)
DEPARTEMENT = "departement"
"""Not in the template; in other files, it distinguishes namesakes."""


def template_of(service: ServicePage) -> bytes:
    """A CSV file that French spreadsheets open directly. Sent back unchanged, it changes nothing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.name for column in COLUMNS)
    rows = service.deployments.select_related("organisation__territory")
    for row in rows.order_by("organisation__name", "pk"):
        writer.writerow(neutral(column.write(row)) for column in COLUMNS)
    return text.getvalue().encode("utf-8-sig")
