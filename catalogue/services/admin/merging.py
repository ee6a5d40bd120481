"""Merging two terms of a vocabulary: what used one now uses the other, in pages, drafts and addresses."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ManyToManyRel
from wagtail.log_actions import log
from wagtail.models import Revision, RevisionMixin

from catalogue.services.models import FormerSlug
from catalogue.services.models.vocabulary import Term

LOG_ACTION = "services.merge"


def uses(term: Term) -> int:
    """How many rows refer to the term, in all models."""
    return sum(relation.related_model.objects.filter(**{relation.field.name: term}).count() for relation in _uses(term))


@transaction.atomic
def merge(term: Term, into: Term, user=None) -> None:
    """Deletes `term`; its address redirects to `into`, a term of the same vocabulary."""
    for relation in _uses(term):
        if isinstance(relation, ManyToManyRel):
            _move_links(relation, term, into)
        else:
            relation.related_model.objects.filter(**{relation.field.name: term}).update(**{relation.field.name: into})
        if issubclass(relation.related_model, RevisionMixin):
            _rewrite_revisions(relation, term.pk, into.pk)
    FormerSlug.objects.forward(type(term), term.slug, into.slug)
    log(instance=into, action=LOG_ACTION, user=user, data={"merged": term.name})
    term.delete()
    into.save()  # receivers, such as the search index, refresh what shows it


def _uses(term: Term) -> Iterator:
    for relation in term._meta.related_objects:
        if not relation.related_model._meta.auto_created:
            yield relation


def _move_links(relation: ManyToManyRel, term: Term, into: Term) -> None:
    """Rows that have both terms keep one."""
    holder, word = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
    links = relation.through.objects  # type: ignore[union-attr]  # a model, once all are loaded
    have_both = links.filter(**{word: into}).values_list(f"{holder}_id", flat=True)
    links.filter(**{word: term, f"{holder}_id__in": list(have_both)}).delete()
    links.filter(**{word: term}).update(**{word: into})


def _rewrite_revisions(relation, old: int, new: int) -> None:
    """Drafts, scheduled versions and history refer to terms by id, and would lose a deleted one."""
    name = relation.field.name
    revisions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(relation.related_model))
    for pk, value in list(revisions.values_list("pk", f"content__{name}")):
        replaced = _replaced(value, old, new)
        if replaced != value:
            revision = Revision.objects.get(pk=pk)
            revision.content[name] = replaced
            Revision.objects.filter(pk=pk).update(content=revision.content)


def _replaced(value, old: int, new: int):
    if isinstance(value, list):
        return list(dict.fromkeys(new if one == old else one for one in value))
    return new if value == old else value
