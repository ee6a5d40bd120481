"""What the open file declares, through the one writer: never over the word of a collectivité, a team or an editor.

The ANCT is a third party: the collectivité confirms or contests. Each part is committed as it goes; a second run writes
nothing but its report.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from catalogue.deployments.bulk.cells import UnreadableFile
from catalogue.deployments.changing import Author, Edit, declaration, state_of, write
from catalogue.deployments.models import (
    Act,
    Channel,
    Deployment,
    DeploymentEvent,
    ImportOutcome,
    NameInOpenFile,
    Party,
    Standing,
    Status,
    UsageImport,
)
from catalogue.deployments.open_data.organisations_of_rows import organisations_of
from catalogue.deployments.open_data.usage_rows import MAX_BYTES, UsageRow, read_usages
from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import quantity, thousands
from catalogue.services.links.fetching import PUBLIC, FetchFailed, Reach, fetched
from catalogue.services.models import ServicePage
from catalogue.territories.folding import fold
from catalogue.territories.models import Organisation

OPEN_DATA = Author(Party.ANCT, Channel.OUVERT)
SOURCE = "ANCT, « Déploiement des services de l'Incubateur des Territoires » (data.gouv.fr)"
KNOWN_NAMES = Path(__file__).parent.parent / "data" / "services-du-fichier-anct.csv"
REACH = replace(PUBLIC, seconds=120.0)
"""The file weighs more than a page."""
_AT_ONCE = 500
_LEAST_SHARE = 0.8
"""Of the rows of the last import: with fewer, the file was probably cut."""
_MOST_WITHDRAWN, _FEW = 0.2, 20
"""Of what the file had declared: more would be a fault of the file; a few are always believed."""
_MOST_SHOWN = 20
_WITHDRAWN = (Act.WITHDRAWN, Act.UNDONE)


@dataclass
class _Told:
    """The report under way."""

    counts: Counter[str] = field(default_factory=Counter)
    details: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, number: int = 1) -> None:
        self.counts[what] += number

    def detail(self, what: str, sentence: str) -> None:
        if len(self.details[what]) < _MOST_SHOWN:
            self.details[what].append(sentence)


@dataclass(frozen=True)
class _Usage:
    """The organisations that the file says to use each service, by the ids of both."""

    by_service: dict[int, list[int]]
    told: _Told


def import_published(url: str, reach: Reach = REACH, *, force: bool = False) -> UsageImport:
    """What is at this address; an address that does not answer is a report too."""
    try:
        content = fetched(url, MAX_BYTES, reach)
    except FetchFailed as error:
        return refuse_import(f"Le fichier n'a pas pu être lu : {error}.")
    return import_usages(content, force=force)


def import_usages(content: bytes, *, force: bool = False) -> UsageImport:
    """Reads the file and writes what it changes. `force`: even when it looks cut. The report is kept, refusals too."""
    try:
        rows = read_usages(content)
        _check_whole(rows, force)
        usage = _usage_of(rows)
        vanished = _vanished(usage, force)
    except UnreadableFile as error:
        return refuse_import(error.messages[0])
    for service, organisations in sorted(usage.by_service.items()):
        for some in chunks(organisations, _AT_ONCE):
            _declare_again_if_busy(service, some, usage.told)
    for pks in chunks(vanished, _AT_ONCE):
        _withdraw(pks, usage.told)
    counts, details = dict(sorted(usage.told.counts.items())), dict(sorted(usage.told.details.items()))
    return UsageImport.objects.create(outcome=ImportOutcome.DONE, rows=len(rows), counts=counts, details=details)


def refuse_import(reason: str) -> UsageImport:
    return UsageImport.objects.create(outcome=ImportOutcome.REFUSED, reason=reason)


def _check_whole(rows: Sequence[UsageRow], force: bool) -> None:
    if not rows:
        raise UnreadableFile("Le fichier n'a aucune ligne sous ses titres : rien n'est changé.")
    last = UsageImport.objects.filter(outcome=ImportOutcome.DONE).first()
    if last and len(rows) < _LEAST_SHARE * last.rows and not force:
        raise UnreadableFile(
            f"Le fichier n'a que {quantity(len(rows), 'ligne')}, contre {thousands(last.rows)} à la dernière lecture : "
            "il est sans doute coupé. Rien n'est changé."
        )


def _usage_of(rows: Sequence[UsageRow]) -> _Usage:
    told = _Told()
    readable = [row for row in rows if not row.problem]
    for row in rows:
        if row.problem:
            told.add("lignes refusées")
            told.detail("lignes refusées", f"ligne {row.number} ({row.problem})")
    services = _services(Counter(row.service for row in readable), told)
    active = [row for row in readable if row.active]
    told.add("lignes inactives", len(readable) - len(active))
    organisations = organisations_of(active)
    wanted: dict[int, dict[int, None]] = defaultdict(dict)
    for row in active:
        service, organisation = services.get(row.service), organisations.get((row.siren, row.insee))
        if service is None:
            told.add("lignes d'un service sans fiche")
        elif organisation is None:
            told.add("lignes d'un territoire inconnu")
            told.detail("territoires inconnus", f"ligne {row.number} ({row.siren or row.insee})")
        elif organisation in wanted[service]:
            told.add("lignes en double")
        else:
            wanted[service][organisation] = None
    return _Usage({service: list(some) for service, some in wanted.items()}, told)


def _services(names: Counter[str], told: _Told) -> dict[str, int]:
    """Name -> id of the sheet. A new name is noted, with the sheet that it most likely means, for editors to see."""
    known: dict[str, int | None] = dict(NameInOpenFile.objects.filter(name__in=names).values_list("name", "service"))
    for name in names.keys() - known.keys():
        guess = _likely_sheet(name)
        NameInOpenFile.objects.create(name=name, service=guess)
        known[name] = guess.pk if guess else None
    for name in sorted(name for name, service in known.items() if service is None):
        told.detail("services sans fiche", f"{name} ({quantity(names[name], 'ligne')})")
    return {name: service for name, service in known.items() if service is not None}


def _likely_sheet(name: str) -> ServicePage | None:
    key = _known_names().get(fold(name))
    return ServicePage.objects.filter(external_id=key).first() if key else None


@cache
def _known_names() -> dict[str, str]:
    with KNOWN_NAMES.open(encoding="utf-8", newline="") as rows:
        return {fold(row["nom"]): row["fiche"] for row in csv.DictReader(rows)}


def _vanished(usage: _Usage, force: bool) -> list[int]:
    """Ids of what the file had declared, that nobody has touched, and that it no longer says."""
    ours = dict(_untouched(Deployment.objects.all()).values_list("pk", "service"))
    said = {(service, one) for service, some in usage.by_service.items() for one in some}
    pairs = Deployment.objects.filter(source=SOURCE).values_list("pk", "service", "organisation")
    gone = [pk for pk, service, organisation in pairs if pk in ours and (service, organisation) not in said]
    if len(gone) > max(_FEW, _MOST_WITHDRAWN * len(ours)) and not force:
        raise UnreadableFile(
            f"Le fichier ferait retirer {quantity(len(gone), 'déploiement')} sur {thousands(len(ours))} : il est sans "
            "doute incomplet, ou un service y a changé de nom. Rien n'est changé."
        )
    return gone


def _untouched(rows: QuerySet[Deployment]) -> QuerySet[Deployment]:
    """Declared by the file, and by nobody else since."""
    others = DeploymentEvent.objects.filter(deployment=OuterRef("pk")).exclude(channel=Channel.OUVERT)
    ours = rows.filter(source=SOURCE, declared_by=Party.ANCT, standing=Standing.DECLAREE)
    return ours.exclude(Exists(others))


def _declare_again_if_busy(service: int, organisations: Sequence[int], told: _Told) -> None:
    """Somebody may declare one of them between our look and our write: then we look again, once."""
    try:
        _declare(service, organisations, told)
    except IntegrityError:
        _declare(service, organisations, told)


@transaction.atomic
def _declare(service_id: int, organisations: Sequence[int], told: _Told) -> None:
    service = ServicePage.objects.get(pk=service_id)
    rows = Deployment.objects.select_for_update(of=("self",)).select_related("service", "organisation", "territory")
    there = {row.organisation_id: row for row in rows.filter(service=service, organisation__in=organisations)}
    refused = _withdrawn_by_somebody(service, [one for one in organisations if one not in there])
    made_up = [row for row in there.values() if row.is_demo]
    write([Edit(row, Act.WITHDRAWN, state_of(row), removed=True) for row in made_up], OPEN_DATA)
    absent = [one for one in organisations if one not in there and one not in refused]
    new = absent + [row.organisation_id for row in made_up]
    found = Organisation.objects.select_related("territory").filter(pk__in=new).order_by("pk")
    write([_new(service, organisation) for organisation in found], OPEN_DATA)
    _tell(service, there.values(), told)
    told.add("déclarés", len(new))
    told.add("refusés, car retirés du Store depuis", len(refused))
    if refused:
        told.detail("refusés, car retirés du Store depuis", f"{service.title} ({len(refused)})")


def _new(service: ServicePage, organisation: Organisation) -> Edit:
    row = Deployment(service=service, organisation=organisation, territory=organisation.territory)
    return declaration(row, {"status": Status.EN_PRODUCTION.value, "source": SOURCE}, OPEN_DATA)


def _withdrawn_by_somebody(service: ServicePage, organisations: Iterable[int]) -> set[int]:
    """Those whose use a person has taken away, after a dispute for instance: the file does not bring it back."""
    events = DeploymentEvent.objects.filter(service=service, organisation__in=list(organisations)).order_by("at", "pk")
    last = {one: (act, by) for one, act, by in events.values_list("organisation", "act", "channel")}
    by_us = (Channel.OUVERT, Channel.CHARGEMENT)
    return {one for one, (act, by) in last.items() if act in _WITHDRAWN and by not in by_us}


def _tell(service: ServicePage, there: Iterable[Deployment], told: _Told) -> None:
    for row in there:
        if row.is_demo:
            continue
        agrees = row.status == Status.EN_PRODUCTION and row.standing != Standing.CONTESTEE
        told.add("inchangés" if agrees else "laissés, car le Store dit autre chose")
        if not agrees:
            states = f"{row.get_status_display()}, {row.get_standing_display()}"
            told.detail("laissés, car le Store dit autre chose", f"{service.title}, {row.organisation.name} ({states})")


@transaction.atomic
def _withdraw(pks: Sequence[int], told: _Told) -> None:
    """Looked at again: somebody may have confirmed one since."""
    rows = Deployment.objects.select_for_update(of=("self",)).select_related("service", "organisation", "territory")
    gone = list(_untouched(rows.filter(pk__in=pks)))
    write([Edit(row, Act.WITHDRAWN, state_of(row), removed=True) for row in gone], OPEN_DATA)
    told.add("retirés", len(gone))
