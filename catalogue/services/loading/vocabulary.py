"""Writing a vocabulary: rows that files own, until an editor changes them in the admin."""

from collections.abc import Callable, Iterator
from functools import partial

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from catalogue.foundation.digests import digest
from catalogue.services.loading.files import Origin
from catalogue.services.loading.memory import Outcome, remember, row_state, verdict
from catalogue.services.loading.problems import Refused, said_of_database
from catalogue.services.loading.schema import Vocabulary
from catalogue.services.loading.schema.vocabulary import OrganisationEntry, TermEntry
from catalogue.services.loading.words import (
    TERM_COLUMNS,
    organisation_key,
    term_key,
    territory_named,
)
from catalogue.services.models import Audience, Connection, LegalVehicle, Theme
from catalogue.services.models.vocabulary import Term
from catalogue.territories.models import Organisation, OrganisationKind

_MODELS: dict[str, type[Term]] = {
    "themes": Theme,
    "audiences": Audience,
    "vehicles": LegalVehicle,
    "connections": Connection,
}


def write_vocabulary(
    origin: Origin, vocabulary: Vocabulary, force: bool, draft: bool = False
) -> Iterator[tuple[str, Outcome | Refused]]:
    """What became of each word and organisation, under the name a report gives it.

    `draft`: those that are there already stay as they are, since pages show them at once.
    """
    for section, model in _MODELS.items():
        for position, entry in enumerate(getattr(vocabulary, section), start=1):
            yield (
                entry.name,
                _guarded(partial(_write_term, model, entry, force, draft), origin, f"{section}.{position}"),
            )
    for position, entry in enumerate(vocabulary.organisations, start=1):
        yield (
            entry.name,
            _guarded(partial(_write_organisation, entry, force, draft), origin, f"organisations.{position}"),
        )


def _guarded(write: Callable[[], Outcome], origin: Origin, key: str) -> Outcome | Refused:
    try:
        with transaction.atomic():
            return write()
    except Refused as refused:
        return Refused(*(origin.problem(problem.message, key) for problem in refused.problems))
    except ValidationError as error:
        return Refused(*(origin.problem(message, key) for message in error.messages))
    except DatabaseError as error:
        return Refused(origin.problem(said_of_database(error), key))


def _write_term(model: type[Term], entry: TermEntry, force: bool, draft: bool) -> Outcome:
    row = model.objects.filter(slug=entry.slug).first()
    values = {"slug": entry.slug, **{name: getattr(entry, name) or "" for name in TERM_COLUMNS[model]}}
    return _write_row(term_key(model, entry.slug), row or model(), values, force, draft)


def _write_organisation(entry: OrganisationEntry, force: bool, draft: bool) -> Outcome:
    row = Organisation.objects.filter(name=entry.name).exclude(kind=OrganisationKind.COLLECTIVITE).first()
    values = entry.model_dump(exclude={"territory"}) | {"url": entry.url or ""}
    values["territory_id"] = territory_named(entry.territory).pk if entry.territory else None
    return _write_row(organisation_key(entry.name), row or Organisation(), values, force, draft)


def _write_row(key: str, row: Term | Organisation, values: dict, force: bool, draft: bool) -> Outcome:
    source, columns = digest(values), [name for name in values if name != "slug"]
    outcome = verdict(key, source, row_state(row if row.pk else None, columns), force)
    if draft and outcome is Outcome.UPDATED:
        return Outcome.KEPT_BY_DRAFT
    if outcome in (Outcome.CREATED, Outcome.UPDATED):
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        remember(key, source, row_state(row, columns))
    return outcome
