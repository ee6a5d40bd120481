"""What pilots write: the sites where they try, a short logbook, and a verdict at the end, which the sheet shows."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from catalogue.foundation.dates import already
from catalogue.needs.journal import Voice, database_now, record, tell
from catalogue.needs.models import Candidacy, LogbookEntry, NeedAct, PilotSite
from catalogue.needs.piloting import address_of, held_candidacy
from catalogue.needs.pilots_on_sheets import bring

MOST_SITES = 30
_NOT_A_PILOT = "Seuls les territoires pilotes retenus tiennent un journal de bord et donnent un bilan."


def _pilot(candidacy: Candidacy) -> Candidacy:
    row = held_candidacy(candidacy.pk)
    if row.state != Candidacy.State.CHOSEN:
        raise ValidationError(_NOT_A_PILOT)
    return row


@transaction.atomic
def name_sites(candidacy: Candidacy, sites: Sequence[tuple[str, date | None]], by: Voice) -> list[PilotSite]:
    """All of them, in order: they replace those that were named. The sheet and the deployment name them too."""
    row = _pilot(candidacy)
    named = [(name.strip(), since) for name, since in sites if name.strip()]
    if len(named) > MOST_SITES:
        raise ValidationError(f"{MOST_SITES} sites au plus : regroupez-les.")
    row.sites.all().delete()
    kept = []
    for name, since in named:
        site = PilotSite(candidacy=row, name=name, since=since)
        site.full_clean(exclude=["candidacy"])
        site.save()
        kept.append(site)
    bring(row.call.project, Author(Party.ORGANISATION, Channel.ESPACE, by.user), [row])
    return kept


@transaction.atomic
def write_entry(candidacy: Candidacy, on: date, text: str, by: Voice, at: datetime | None = None) -> LogbookEntry:
    row = _pilot(candidacy)
    try:
        already(on)
    except ValidationError as error:
        raise ValidationError({"on": error.messages}) from error
    if not text.strip():
        raise ValidationError({"text": "Racontez en quelques lignes ce qui s'est passé."})
    entry = LogbookEntry(
        candidacy=row,
        on=on,
        text=text.strip(),
        author=by.user,
        author_label=by.label or row.organisation.name,
        written=at or database_now(),
    )
    entry.full_clean(exclude=["candidacy", "author"])
    entry.save()
    return entry


@transaction.atomic
def give_verdict(
    candidacy: Candidacy, by: Voice, *, results: str, obstacles: str, goes_on: bool, at: datetime | None = None
) -> Candidacy:
    """It may be corrected: the journal of the need keeps each version."""
    row, now = _pilot(candidacy), at or database_now()
    wrong = {}
    if not results.strip():
        wrong["results"] = "Dites ce que cela a changé, même si c'est peu."
    if not obstacles.strip():
        wrong["obstacles"] = "Dites ce qui a coincé ; « rien » est une réponse."
    if wrong:
        raise ValidationError(wrong)
    said = (results.strip(), obstacles.strip(), goes_on)
    if row.verdict_at and (row.results, row.obstacles, row.goes_on) == said:
        return row
    row.results, row.obstacles, row.goes_on = said
    row.verdict_at = row.verdict_at or now
    row.full_clean(exclude=["call", "organisation", "goes_on"], validate_unique=False, validate_constraints=False)
    row.save(update_fields=["results", "obstacles", "goes_on", "verdict_at"])
    changes = {
        "pilot": [None, row.organisation.name],
        "verdict": [None, {"results": row.results, "obstacles": row.obstacles, "goes_on": goes_on}],
    }
    need, link = row.call.project.contribution, address_of(row.call)
    tell([record(need, NeedAct.VERDICT, by, now, changes=changes, link=link)])
    return row
