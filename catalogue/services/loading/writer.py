"""One checked sheet into one published page, in one transaction, unless an editor has touched it since."""

from dataclasses import dataclass, field
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from catalogue.foundation.digests import digest
from catalogue.services.loading.columns import KEY_OF_COLUMN, columns_of
from catalogue.services.loading.differences import differences, said_by
from catalogue.services.loading.files import SheetSource
from catalogue.services.loading.memory import Outcome, remember, verdict
from catalogue.services.loading.problems import Problem, Refused
from catalogue.services.loading.relations import fill_relations
from catalogue.services.loading.schema import ServiceSheet
from catalogue.services.loading.sections import sections
from catalogue.services.loading.words import term_named
from catalogue.services.models import CataloguePage, ServicePage, Theme

pictures_wanted = Signal()
"""`--pictures`: whoever can draw gives `page`, which is not saved yet, the pictures it lacks. `theme` is the slug of
the first theme of its file."""


@dataclass(frozen=True)
class Written:
    """What became of the sheet; what was left alone in the sections of other apps; what changes, for a dry run."""

    outcome: Outcome
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def write_sheet(
    source: SheetSource, *, force: bool, pictures: bool, draft: bool = False, compared: bool = False
) -> Written:
    """`draft`: nothing is published, a new version of the sheet waits for its editor; `compared`: say what changes,
    and draw nothing.

    Raises Refused.
    """
    sheet, key = source.sheet, f"sheet:{source.sheet.key}"
    said, enough = _fingerprints(source, pictures, draft)
    page = ServicePage.objects.filter(external_id=sheet.key).first()
    outcome = verdict(key, said, _state(page), force, enough)
    if outcome in (Outcome.UNCHANGED, Outcome.KEPT):
        return Written(outcome)
    before = said_by(page) if compared else {}
    try:
        with transaction.atomic(), disable_reference_index_auto_update():
            page = _published(page or ServicePage(live=False), source, pictures and not compared, draft)
            remember(key, said, _state(page))
            notes = _write_sections(page, sheet, force, draft)
            changes = differences(before, said_by(page)) if compared else []
    except ValidationError as error:
        raise Refused(*_problems(error, source)) from error
    except Refused as refused:
        raise Refused(
            *(p if p.file else source.origin.problem(p.message, p.key) for p in refused.problems)
        ) from refused
    return Written(outcome, notes, changes)


def _fingerprints(source: SheetSource, pictures: bool, draft: bool) -> tuple[str, list[str]]:
    """Of what is asked; and of what does more: a sheet with its pictures, a published one for a draft."""
    said = source.source
    asked, *more = [
        digest([said, drawn, *(["draft"] if waits else [])])
        for drawn in dict.fromkeys((pictures, True))
        for waits in dict.fromkeys((draft, False))
    ]
    return asked, more


def _write_sections(page: ServicePage, sheet: ServiceSheet, force: bool, draft: bool) -> list[str]:
    """`draft`: tried and taken back, so that what would be refused is."""
    with transaction.atomic():
        notes = [note for one in sections() for note in one.write(page, getattr(sheet, one.key), force)]
        transaction.set_rollback(draft)
    return [] if draft else notes


def _state(page: ServicePage | None) -> str:
    """Changes with every save, publication and withdrawal in the admin."""
    return f"revision {page.latest_revision_id}, live {page.live}" if page else "absent"


def _published(page: ServicePage, source: SheetSource, pictures: bool, draft: bool) -> ServicePage:
    for column, value in columns_of(source.sheet).items():
        setattr(page, column, value)
    fill_relations(page, source.sheet)
    if pictures:
        theme = term_named(Theme, source.sheet.themes[0]).slug if source.sheet.themes else ""
        pictures_wanted.send(ServicePage, page=page, theme=theme, is_complete=source.sheet.is_complete)
    if page.pk is None:
        page.slug = _free_slug(page.slug) if source.sheet.slug is None else page.slug
        CataloguePage.objects.get().add_child(instance=page)
    elif not draft:
        ServicePage.objects.filter(pk=page.pk).update(verified=page.verified)  # a fact that no revision carries
    revision = page.save_revision()
    if draft:
        page.latest_revision = revision
        return page
    revision.publish()
    page.refresh_from_db()
    ReferenceIndex.create_or_update_for_object(page)
    return page


def _free_slug(slug: str) -> str:
    """Two services of one name are two pages, at two addresses, unless the file chose it."""
    taken = set(CataloguePage.objects.get().get_children().values_list("slug", flat=True))
    numbered = (f"{slug[:75]}-{number}" for number in count(2))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


def _problems(error: ValidationError, source: SheetSource) -> list[Problem]:
    """What Django's own validation says of the page, under the keys of the file."""
    if not hasattr(error, "message_dict"):
        return [source.origin.problem(message) for message in error.messages]
    return [
        source.origin.problem(message, KEY_OF_COLUMN.get(column, ""))
        for column, messages in error.message_dict.items()
        for message in messages
    ]
