"""What of a sheet is filled in: read from the page in hand (a draft too), or counted by the database for a listing."""

from functools import reduce
from operator import and_, or_

from django.db.models import Case, Exists, Field, IntegerField, Model, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from wagtail.fields import StreamField

from catalogue.services.completeness.criteria import CRITERIA, Completeness, Criterion, judge

UNKNOWN = "inconnu"
"""What a list of choices says when nobody knows: as good as empty."""

NAMES = frozenset(name for criterion in CRITERIA for need in criterion.needs for name in need.split("|"))


def completeness_of(page) -> Completeness:
    """Of the page as it is in memory: the public sheet, a draft, or a form that is not saved yet."""
    return judge(frozenset(name for name in NAMES if _holds(page, page._meta.get_field(name))))


def _holds(page, field: Field) -> bool:
    if field.many_to_many or field.one_to_many:
        return bool(getattr(page, field.name).all())
    if isinstance(field, StreamField):
        return bool(getattr(page, field.name))
    return getattr(page, field.attname) not in (None, "", UNKNOWN)


def criteria_met(model: type[Model]) -> Combinable:
    """How many criteria each row of `model` meets: an annotation to show, sort and filter by."""
    counts = (Case(When(_met(model, one), then=1), default=0, output_field=IntegerField()) for one in CRITERIA)
    return reduce(lambda total, one: total + one, counts, Value(0))


def _met(model: type[Model], criterion: Criterion) -> Q:
    needs = [[_filled(model._meta.get_field(name)) for name in need.split("|")] for need in criterion.needs]
    return reduce(and_, [reduce(or_, alternatives) for alternatives in needs])


def _filled(field: Field) -> Q:
    if field.one_to_many:
        return Q(Exists(field.related_model.objects.filter(**{field.field.name: OuterRef("pk")})))
    if field.many_to_many:
        return Q(Exists(field.remote_field.through.objects.filter(**{field.m2m_field_name(): OuterRef("pk")})))
    filled = Q() if not field.null else Q(**{f"{field.name}__isnull": False})
    if isinstance(field, StreamField):
        return filled & ~Q(**{field.name: []})
    if field.get_internal_type() in {"CharField", "TextField"}:
        return filled & ~Q(**{f"{field.name}__in": ["", UNKNOWN]})
    return filled
