"""What a committee has made public about a subject: for its page, wherever it is."""

from collections.abc import Iterable

from django.db.models import Model

from catalogue.review.models import Decision
from catalogue.review.subjects import type_of


def decisions_about(subject: Model) -> list[Decision]:
    """Published decisions, latest first, those that were corrected too; `templates/review/decision.html` shows one."""
    return _about([subject]).get(subject.pk, [])


def decisions_in_force(subjects: Iterable[Model]) -> dict[int, Decision]:
    """The latest for each subject (all of one kind), by its number; one query."""
    found = _about(list(subjects))
    latest = {pk: next((one for one in rows if one.is_in_force), None) for pk, rows in found.items()}
    return {pk: one for pk, one in latest.items() if one is not None}


def _about(subjects: list[Model]) -> dict[int, list[Decision]]:
    if not subjects:
        return {}
    about = {"file__content_type": type_of(subjects[0]), "file__object_id__in": [one.pk for one in subjects]}
    rows = Decision.objects.published().filter(**about).order_by("-published_at", "-pk")
    rows = rows.select_related("file__session__committee", "corrected_by")
    found: dict[int, list[Decision]] = {}
    for row in rows:
        found.setdefault(row.file.object_id, []).append(row)
    return found
