"""Files of 2021 and 2022, each written and filed by the collectivité that asks, through the functions of everyday."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.funding import drafting, filing
from catalogue.funding.models import Application, ApplicationFile, CallKind, DeskKind, Wave
from catalogue.needs.journal import Voice
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation, OrganisationKind

_BEFORE = timedelta(hours=20)
_PROJECTS = (
    ("Refondre les démarches de l'état civil", "Des démarches que l'on finit en ligne, sur un téléphone aussi."),
    ("Ouvrir un compte unique pour les familles", "Cantine, garderie et centre de loisirs au même endroit."),
    ("Publier les données de la collectivité", "Budgets, délibérations et équipements, tenus à jour sans ressaisie."),
    ("Archiver les documents numériques", "Un système d'archivage partagé entre plusieurs collectivités."),
    ("Relier les logiciels métiers", "Les dossiers passent d'un service à l'autre sans être recopiés."),
    ("Former les agents aux outils numériques", "Des ateliers courts, sur les outils que les agents ont déjà."),
    ("Accueillir mieux, au guichet et en ligne", "Les demandes arrivent au bon service, d'où qu'elles viennent."),
    ("Suivre ses bâtiments et ses réseaux", "Un tableau de bord des consommations, pour décider des travaux."),
    ("Réserver les salles en ligne", "Associations et services voient ce qui est libre et demandent en deux minutes."),
    ("Étudier un outil commun à l'intercommunalité", "Choisir ensemble, avant d'acheter chacun de son côté."),
)
_COSTS = ("Développement et paramétrage", "Accompagnement des agents", "Équipement et hébergement")
_PLAN = "Trois mois d'étude avec les usagers, six mois de mise en place, puis un bilan."
_EXPECTED = "Moins de déplacements et de ressaisies, pour les habitants comme pour les agents."


@dataclass(frozen=True)
class Filing:
    """What a collectivité is to file. `cost`, `requested` in euros; the desk needs neither."""

    wave: Wave
    lead: Organisation
    at: datetime
    cost: int = 0
    requested: int = 0
    desk_kind: str = ""


def file_all(filings: Iterable[Filing], chance: random.Random) -> list[Application]:
    """In the order of their dates."""
    return [_file(one, chance) for one in sorted(filings, key=lambda one: one.at)]


def _file(one: Filing, chance: random.Random) -> Application:
    by = voice_of_lead(one.lead)
    title, summary = chance.choice(_PROJECTS)
    begun = max(one.at - _BEFORE, one.wave.opens)
    if one.desk_kind:
        draft = drafting.start(one.wave, "", by, desk_kind=one.desk_kind, at=begun)
        told = f"Raccorder nos démarches en ligne : {DeskKind(one.desk_kind).label}."
        draft = drafting.write(draft, {"summary": told}, by, version=draft.version, at=begun)
        return filing.file_application(draft, by, version=draft.version, at=one.at)
    draft = drafting.start(one.wave, title, by, at=begun)
    values = {"summary": summary, "plan": _PLAN, "expected": _EXPECTED, "requested": one.requested}
    values["accepts_partial"] = chance.random() < 0.5  # noqa: PLR2004  one in two
    costs = [drafting.Expense(label, amount) for label, amount in zip(_COSTS, _split(one.cost), strict=True)]
    services = chance.sample(_reusable(), 1) if chance.random() < 0.3 and _reusable() else None  # noqa: PLR2004
    draft = drafting.write(draft, values, by, version=draft.version, expenses=costs, services=services, at=begun)
    if one.wave.call.kind == CallKind.CALL:
        piece = SimpleUploadedFile("deliberation.pdf", _pdf(), "application/pdf")
        drafting.join_piece(draft, ApplicationFile.Kind.DELIBERATION, piece, by, at=begun)
    return filing.file_application(draft, by, version=draft.version, at=one.at)


def voice_of_lead(lead: Organisation) -> Voice:
    return Voice(None, lead.name, lead, mandate="elu", function=_function(lead))


def _function(lead: Organisation) -> str:
    kind = lead.territory.kind if lead.territory else ""
    return {"commune": "Maire", "epci": "Présidence de l'intercommunalité"}.get(kind, "Présidence")


def _split(cost: int) -> list[int]:
    first, second = cost // 2, cost // 4
    return [first, second, cost - first - second]


@cache
def _reusable() -> list[ServicePage]:
    return list(ServicePage.objects.live().public().order_by("slug")[:40])


@cache
def _pdf() -> bytes:
    """One empty page, as small as the format allows."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def large_collectivites() -> list[Organisation]:
    """Départements, régions and the largest intercommunalités, which national calls are for."""
    rows = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, territory__isnull=False)
    rows = rows.select_related("territory")
    groups = Organisation.objects.filter(territory__kind=Kind.EPCI, territory__population__gte=500_000)
    large = rows.filter(territory__kind__in=(Kind.DEPARTEMENT, Kind.REGION), territory__population__gt=0)
    return [*large.order_by("territory__code", "pk"), *groups.select_related("territory").order_by("pk")]


def communes_of(departement: int) -> list[Organisation]:
    """With inhabitants, of moderate size, in the order of their codes."""
    rows = Organisation.objects.filter(
        kind=OrganisationKind.COLLECTIVITE,
        territory__kind=Kind.COMMUNE,
        territory__population__range=(50, 150_000),
        territory__outer_links__container=departement,
    )
    return list(rows.select_related("territory").order_by("territory__code"))
