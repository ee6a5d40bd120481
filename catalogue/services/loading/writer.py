"""Writes one checked sheet as a published page, unless an editor has changed it since."""

from dataclasses import dataclass, field
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from catalogue.foundation.digests import digest
from catalogue.services.loading.file_format import ServiceSheet
from catalogue.services.loading.gathering import SheetSource
from catalogue.services.loading.memory import LoadOutcome, remember, verdict
from catalogue.services.loading.page_filling import KEY_OF_COLUMN, columns_of, fill_relations
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.sections import sections
from catalogue.services.loading.words import term_named
from catalogue.services.models import CataloguePage, ServicePage, Theme

pictures_wanted = Signal()
"""Sent with `--pictures`, for whoever can draw the pictures that `page` lacks. The page is not saved yet; `theme` is
the slug of its first theme."""


@dataclass(frozen=True)
class WrittenSheet:
    """The outcome; notes of other apps about what they did not change; changes, for a dry run."""

    outcome: LoadOutcome
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def write_sheet(
    source: SheetSource, *, force: bool, pictures: bool, draft: bool = False, compared: bool = False
) -> WrittenSheet:
    """`draft`: saves a draft for an editor instead of publishing. `compared`: describes the changes, and draws nothing.

    Raises Refused.
    """
    sheet, key = source.sheet, f"sheet:{source.sheet.key}"
    said, enough = _fingerprints(source, pictures, draft)
    page = ServicePage.objects.filter(external_id=sheet.key).first()
    if page and not page.is_child_of(CataloguePage.objects.get()):
        return WrittenSheet(LoadOutcome.KEPT)  # thrown away: publishing it there would put it in the index
    outcome = verdict(key, said, _state(page), force, enough)
    if outcome in (LoadOutcome.UNCHANGED, LoadOutcome.KEPT):
        return WrittenSheet(outcome)
    before = said_by(page) if compared else {}
    try:
        with transaction.atomic(), disable_reference_index_auto_update():
            page = _published(page or ServicePage(live=False), source, pictures and not compared, draft)
            remember(key, said, _state(page))
            notes = _write_sections(page, sheet, force, draft)
            changes = differences(before, said_by(page)) if compared else []
    except ValidationError as error:
        raise LoadRefused(*_problems(error, source)) from error
    except LoadRefused as refused:
        raise LoadRefused(
            *(p if p.file else source.origin.problem(p.message, p.key) for p in refused.problems)
        ) from refused
    return WrittenSheet(outcome, notes, changes)


def _fingerprints(source: SheetSource, pictures: bool, draft: bool) -> tuple[str, list[str]]:
    """Of what is asked, and of what includes it: the same with pictures, or published instead of a draft."""
    said = source.source
    asked, *more = [
        digest([said, drawn, *(["draft"] if waits else [])])
        for drawn in dict.fromkeys((pictures, True))
        for waits in dict.fromkeys((draft, False))
    ]
    return asked, more


def _write_sections(page: ServicePage, sheet: ServiceSheet, force: bool, draft: bool) -> list[str]:
    """With `draft`, they are tried and rolled back, to find out what would be refused."""
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
        ServicePage.objects.filter(pk=page.pk).update(verified=page.verified)  # not part of revisions
    revision = page.save_revision()
    if draft:
        page.latest_revision = revision
        return page
    revision.publish()
    page.refresh_from_db()
    ReferenceIndex.create_or_update_for_object(page)
    return page


def _free_slug(slug: str) -> str:
    """Services with the same name get different slugs, unless the file sets them."""
    taken = set(CataloguePage.objects.get().get_children().values_list("slug", flat=True))
    numbered = (f"{slug[:75]}-{number}" for number in count(2))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


def _problems(error: ValidationError, source: SheetSource) -> list[FileProblem]:
    """Django's validation errors, under the keys of the file."""
    if not hasattr(error, "message_dict"):
        return [source.origin.problem(message) for message in error.messages]
    return [
        source.origin.problem(message, KEY_OF_COLUMN.get(column, ""))
        for column, messages in error.message_dict.items()
        for message in messages
    ]


_MANY = ("themes", "audiences", "connections", "policies")
_ROWS = ("partners", "consortium", "contributions", "onboarding_steps", "origin_steps", "required_services")
_ONE = {"owned_by": "owner", "operator": "operator", "vehicle": "governance.vehicle"}
_ROW_ITSELF = ("id", "page", "sort_order")
_NOTHING: tuple[object, ...] = (None, "", [], False)
_MOST_SHOWN, _SHOWN_BEFORE = 60, 20


def said_by(page: ServicePage | None) -> dict[str, str]:
    """All fields that files fill, as text, by their key."""
    if page is None:
        return {}
    said = {key: getattr(page, column) for column, key in KEY_OF_COLUMN.items() if column != "body"}
    said["body"] = page.body.get_prep_value() and " ".join(str(block.value) for block in page.body)
    said |= {key: getattr(page, column) for column, key in _ONE.items()}
    said |= {name: ", ".join(map(str, getattr(page, name).all())) for name in _MANY}
    said |= {name: ", ".join(_row(row) for row in getattr(page, name).all()) for name in _ROWS}
    said |= {section.key: section.said(page) for section in sections()}
    said["en ligne"] = page.live
    return {key: "oui" if value is True else str(value) for key, value in said.items() if value not in _NOTHING}


def _row(row: Model) -> str:
    columns = (getattr(row, one.name) for one in row._meta.concrete_fields if one.name not in _ROW_ITSELF)
    return " ".join(str(value) for value in columns if value not in _NOTHING)


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """« phase : pilote → acceleration », or « url : https://… » if there was nothing."""
    changed = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    return [f"{key} : {_change(before.get(key, ''), after.get(key, ''))}" for key in changed]


def _change(before: str, after: str) -> str:
    """Long texts are shown from where they differ."""
    was, now = " ".join(before.split()), " ".join(after.split())
    if not was:
        return _short(now)
    same = next((place for place, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = same - _SHOWN_BEFORE if same > _MOST_SHOWN // 2 else 0
    return f"{_short(was, start)} → {_short(now, start) if now else 'rien'}"


def _short(line: str, start: int = 0) -> str:
    begun, ended = "…" if start else "", "…" if len(line) > start + _MOST_SHOWN else ""
    return f"{begun}{line[start : start + _MOST_SHOWN]}{ended}"
