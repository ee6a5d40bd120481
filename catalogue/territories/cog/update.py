"""Bringing the database up to date with the file: adds new rows, updates changed ones, leaves the others alone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from catalogue.foundation.chunks import chunks
from catalogue.territories.cog.rows import Cog, Key, TerritoryRow
from catalogue.territories.folding import compact, fold
from catalogue.territories.governing import GOVERNED_BY
from catalogue.territories.joining import join
from catalogue.territories.models import (
    Containment,
    Kind,
    NameWord,
    Organisation,
    OrganisationKind,
    OtherName,
    Territory,
)
from catalogue.territories.name_words import COLUMNS, write_words
from catalogue.territories.signals import containers_changed, territories_changed
from catalogue.territories.wording import official_name

_BATCH = 2_000
_INSERTED_TOGETHER = 140
"""Old builds of SQLite accept at most 999 values in one statement."""
_FROM_FILE = ("name", "population", "siren", "postcodes")
_WIDE = (Kind.DEPARTEMENT, Kind.REGION)
_WRITTEN = [*_FROM_FILE, "folded_name", "compact_name", "stratum"]

Progress = Callable[[int], object]


@dataclass
class CogReport:
    created: int = 0
    updated: int = 0
    linked: int = 0
    unlinked: int = 0
    organisations: int = 0
    joined: int = 0
    """Duplicate organisations of one collectivité that were merged."""
    apart: int = 0
    """Duplicates that could not be merged: somebody has to look at them."""
    gone: int = 0
    """Territories of an earlier edition that are not in the file any more. They are kept, since deployments may refer
    to them."""


def steps_of(cog: Cog) -> int:
    """The total for a progress bar: each territory twice (itself and its organisation), each link, each other name."""
    return 2 * len(cog.territories) + len(cog.links) + len(cog.other_names)


@transaction.atomic
def load(cog: Cog, progress: Progress = lambda done: None) -> CogReport:
    """Safe to run again. Never touches syndicats, nor what editors wrote about organisations."""
    report = CogReport()
    _load_territories(cog, report, progress)
    pks = {f"{kind}-{code}": pk for pk, kind, code in Territory.objects.values_list("pk", "kind", "code")}
    _load_links(cog, pks, report, progress)
    _load_organisations(cog, pks, report, progress)
    _load_other_names(cog, pks, progress)
    _insert(NameWord, COLUMNS, write_words(), lambda done: None)
    _let_the_database_count()
    return report


def _let_the_database_count() -> None:
    """PostgreSQL plans queries from statistics; without this, queries over all of France took minutes after 36 000
    inserts.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Territory, Containment, Organisation, OtherName, NameWord):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _load_territories(cog: Cog, report: CogReport, progress: Progress) -> None:
    kinds = {row.kind for row in cog.territories}
    known = {territory.key: territory for territory in Territory.objects.filter(kind__in=kinds)}
    report.gone = len(known.keys() - {row.key for row in cog.territories})
    new = [_territory(row) for row in cog.territories if row.key not in known]
    changed, renamed = [], {}
    for row in cog.territories:
        territory = known.get(row.key)
        if territory and _differs(territory, row):
            if territory.name != row.name:
                renamed[territory.pk] = official_name(territory)
            _copy(row, territory)
            changed.append(territory)
    progress(len(cog.territories) - len(new) - len(changed))
    for batch in chunks(new, _BATCH):
        Territory.objects.bulk_create(batch)
        progress(len(batch))
    for batch in chunks(changed, _BATCH):
        Territory.objects.bulk_update(batch, _WRITTEN, batch_size=150)
        progress(len(batch))
    if changed:
        territories_changed.send(sender=Territory, territory_ids=frozenset(territory.pk for territory in changed))
    _rename_organisations(renamed)
    report.created, report.updated = len(new), len(changed)


def _territory(row: TerritoryRow) -> Territory:
    territory = Territory(kind=row.kind, code=row.code)
    _copy(row, territory)
    return territory


def _copy(row: TerritoryRow, territory: Territory) -> None:
    for name in _FROM_FILE:
        setattr(territory, name, getattr(row, name))
    territory.derive()


def _differs(territory: Territory, row: TerritoryRow) -> bool:
    return any(getattr(territory, name) != getattr(row, name) for name in _FROM_FILE)


def _rename_organisations(renamed: dict[int, str]) -> None:
    """A collectivité takes the new name of its territory, unless an editor had given it a different one."""
    followers = Organisation.objects.filter(territory__in=renamed, kind=OrganisationKind.COLLECTIVITE)
    for organisation in followers.select_related("territory"):
        territory = organisation.territory
        if territory and organisation.name == renamed[territory.pk]:
            organisation.name = official_name(territory)
            organisation.save(update_fields=["name", "compact_name"])


def _load_links(cog: Cog, pks: dict[Key, int], report: CogReport, progress: Progress) -> None:
    wanted = {(pks[container], pks[member]): partial for (container, member), partial in cog.links.items()}
    # The file lists every container of the territories it names, so other links are stale; syndicats are made by hand.
    from_file = {pks[row.key] for row in cog.territories}
    fresh, stale, former = dict(wanted), {}, set()
    links = Containment.objects.exclude(container__kind=Kind.SYNDICAT)
    for pk, container, member, partial in links.values_list("pk", "container", "member", "partial"):
        if wanted.get((container, member)) == partial:
            del fresh[container, member]
        elif member in from_file:
            stale[pk] = member
            former.add(container)
    for batch in chunks(list(stale), _BATCH):
        Containment.objects.filter(pk__in=batch).delete()
    progress(len(wanted) - len(fresh))
    new = [(container, member, partial) for (container, member), partial in fresh.items()]
    _insert(Containment, ("container_id", "member_id", "partial"), new, progress)
    report.linked, report.unlinked = len(new), len(stale)
    if moved := frozenset(stale.values()).union(member for _, member, _ in new):
        containers_changed.send(sender=Containment, territory_ids=moved, former=frozenset(former))


def _load_organisations(cog: Cog, pks: dict[Key, int], report: CogReport, progress: Progress) -> None:
    """One collectivité per territory and per SIREN: an organisation with the SIREN becomes the territory's."""
    _place_known_sirens(cog, pks, report)
    collectivites = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, territory__isnull=False)
    have = set(collectivites.values_list("territory_id", flat=True))
    taken = set(Organisation.objects.exclude(siren=None).values_list("siren", flat=True))
    _give_sirens(cog, pks, taken)
    new = []
    for row in cog.territories:
        if pks[row.key] not in have and row.key not in GOVERNED_BY:
            siren = row.siren if row.siren and row.siren not in taken else None
            taken.add(siren)
            name = official_name(row)
            new.append((OrganisationKind.COLLECTIVITE.value, name, compact(fold(name)), siren, pks[row.key]))
    progress(len(cog.territories) - len(new))
    _insert(Organisation, ("kind", "name", "compact_name", "siren", "territory_id"), new, progress)
    _join_governed(pks, report)
    report.organisations = len(new)


def _place_known_sirens(cog: Cog, pks: dict[Key, int], report: CogReport) -> None:
    """Links organisations created from a SIREN alone, by a sheet or an editor, to their territory."""
    named = {row.siren: pks[row.key] for row in cog.territories if row.siren and row.key not in GOVERNED_BY}
    for organisation in Organisation.objects.filter(territory=None).exclude(siren=None):
        territory = named.get(organisation.siren or "")
        if territory is None:
            continue
        same = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, territory=territory).first()
        if same:
            _join(organisation, same, report)
        else:
            organisation.territory_id, organisation.kind = territory, OrganisationKind.COLLECTIVITE
            organisation.save(update_fields=["territory", "kind"])


def _give_sirens(cog: Cog, pks: dict[Key, int], taken: set[str | None]) -> None:
    """For collectivités without one: SIRENs of départements and régions were added after the first load."""
    known: dict[int | None, str] = {
        pks[row.key]: row.siren for row in cog.territories if row.siren and row.kind in _WIDE
    }
    without = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE, siren=None, territory__in=known)
    for organisation in without:
        siren = known[organisation.territory_id]
        if siren not in taken:
            organisation.siren = siren
            organisation.save(update_fields=["siren"])
            taken.add(siren)


def _join_governed(pks: dict[Key, int], report: CogReport) -> None:
    """Merges a second organisation, left from an earlier version, into the one that governs the territory."""
    governed: dict[int | None, int | None] = {pks[key]: pks.get(GOVERNED_BY[key]) for key in GOVERNED_BY if key in pks}
    organisations = Organisation.objects.filter(kind=OrganisationKind.COLLECTIVITE).select_related("territory")
    kept = {one.territory_id: one for one in organisations.filter(territory__in=governed.values())}
    for organisation in organisations.filter(territory__in=governed):
        governing = kept.get(governed[organisation.territory_id])
        if governing is None:
            continue
        if organisation.siren != governing.siren and governing.siren:
            organisation.siren = None  # of the former département or région
            organisation.save(update_fields=["siren"])
        _join(organisation, governing, report)


def _join(organisation: Organisation, kept: Organisation, report: CogReport) -> None:
    try:
        join(organisation, kept)
    except ValidationError:
        report.apart += 1
    else:
        report.joined += 1


_OTHER_NAME = ("relation", "kind", "code", "name", "territory_id")


def _load_other_names(cog: Cog, pks: dict[Key, int], progress: Progress) -> None:
    wanted = {(row.relation, row.kind, row.code, row.name, pks[row.leads_to]) for row in cog.other_names}
    known = {tuple(row): pk for pk, *row in OtherName.objects.values_list("pk", *_OTHER_NAME)}
    for batch in chunks([pk for row, pk in known.items() if row not in wanted], _BATCH):
        OtherName.objects.filter(pk__in=batch).delete()
    new = [OtherName(**dict(zip(_OTHER_NAME, row, strict=True))) for row in sorted(wanted - known.keys())]
    for other in new:
        other.derive()
    OtherName.objects.bulk_create(new, batch_size=_BATCH)
    progress(len(cog.other_names))


def _insert(model: type[models.Model], names: tuple[str, ...], rows: list[tuple], progress: Progress) -> None:
    """Plain INSERTs with defaults for the other columns: five times faster than bulk_create for 110 000 rows."""
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    defaults = {name: field.get_default() for name, field in fields.items() if name not in names}
    quote = connection.ops.quote_name
    columns = [quote(str(fields[name].column)) for name in (*names, *defaults)]
    table, marks = quote(model._meta.db_table), f"({', '.join(['%s'] * len(columns))})"
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608 (names of our own models)
    with connection.cursor() as cursor:
        for batch in chunks(rows, _INSERTED_TOGETHER):
            values = [value for row in batch for value in (*row, *defaults.values())]
            cursor.execute(head + ", ".join([marks] * len(batch)), values)
            progress(len(batch))
