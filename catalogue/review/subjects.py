"""What may be put before a committee. An application registers its model and says what members read of it:

register_subject(Need, title=lambda need: need.title, concerned=lambda need: [need.organisation], …)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from catalogue.territories.models import Organisation


@dataclass(frozen=True)
class Told:
    """How lists name a subject."""

    title: str
    address: str = ""


@dataclass(frozen=True)
class SubjectKind:
    """`concerned`: the organisations whose subject it is; `consortium`: those that run the service it is about.

    `public`: of these ids, those of subjects that anybody may read.
    """

    model: type[Model]
    title: Callable[[Any], str]
    address: Callable[[Any], str]
    facts: Callable[[Any], Sequence[tuple[str, str]]]
    concerned: Callable[[Any], Iterable[Organisation]]
    consortium: Callable[[Any], Iterable[Organisation]]
    queryset: Callable[[], QuerySet]
    public: Callable[[set[int]], set[int]]


class NotASubjectError(TypeError):
    """Nobody registered the model of this object."""


_kinds: dict[type[Model], SubjectKind] = {}


def register_subject(
    model: type[Model],
    *,
    title: Callable[[Any], str] = str,
    address: Callable[[Any], str] = lambda subject: subject.get_absolute_url(),
    facts: Callable[[Any], Sequence[tuple[str, str]]] = lambda subject: (),
    concerned: Callable[[Any], Iterable[Organisation]] = lambda subject: (),
    consortium: Callable[[Any], Iterable[Organisation]] = lambda subject: (),
    queryset: Callable[[], QuerySet] | None = None,
    public: Callable[[set[int]], set[int]] = lambda pks: pks,
) -> None:
    """To be called in the `ready` of the application. `queryset` brings what the other functions read.

    Rows of a model that inherits from this one are the same subjects, under the same number.
    """
    every = queryset or model._default_manager.all
    _kinds[model] = SubjectKind(model, title, address, facts, concerned, consortium, every, public)


def kind_of(subject: Model) -> SubjectKind:
    for model in type(subject).__mro__:
        if model in _kinds:
            return _kinds[model]
    raise NotASubjectError(f"{type(subject).__name__} is not registered (catalogue.review.subjects)")


def type_of(subject: Model) -> ContentType:
    """That of the model which is registered."""
    return ContentType.objects.get_for_model(kind_of(subject).model)


def querysets() -> list[QuerySet]:
    return [kind.queryset() for kind in _kinds.values()]


def public_subjects(subjects: Iterable[Model]) -> set[Model]:
    """Those that anybody may read; one query for each kind."""
    by_kind: dict[type[Model], dict[int, Model]] = {}
    for subject in subjects:
        by_kind.setdefault(kind_of(subject).model, {})[subject.pk] = subject
    return {rows[pk] for model, rows in by_kind.items() for pk in _kinds[model].public(set(rows))}


def told(subject: Model) -> Told:
    kind = kind_of(subject)
    return Told(kind.title(subject), kind.address(subject))


def facts_of(subject: Model) -> Sequence[tuple[str, str]]:
    """Labels and values that members need to judge; they may cost queries, so lists do without."""
    return kind_of(subject).facts(subject)
