"""The form of a sheet in the admin: files that one may choose, and a word for what is left empty."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.html import strip_tags
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents.models import Document
from wagtail.fields import RichTextField
from wagtail.permissions import policy_registry

from catalogue.services.models.image import StoreImage
from catalogue.services.rules.completeness import NAMES, holds, is_filled, judge

_HTML_NAMES = {"action": "need-action"}
"""An input named `action` hides the form's address from scripts, and Wagtail could not save drafts."""
_FILES = (StoreImage, Document)
_NOT_YOURS = "Ce fichier n'est pas parmi ceux que vous pouvez choisir : ajoutez le vôtre."
_SAY_WHY = "La moitié des renseignements manquent : dites pourquoi à qui relira la fiche, ou complétez-la."
File = tuple[type[Model], str]
"""Model and id."""


class SheetForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._there = set(_files_of(self.instance))

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(_HTML_NAMES.get(field_name, field_name))

    def clean(self) -> dict[str, Any]:
        """A text without a word is empty: editors of rich text send an empty paragraph."""
        said = super().clean()
        rich = [field.name for field in self.instance._meta.concrete_fields if isinstance(field, RichTextField)]
        # In place: Wagtail's own `clean`, which comes after, does not look at what this one returns.
        said.update({name: "" for name in rich if name in said and not strip_tags(said[name] or "").strip()})
        return said

    def is_valid(self) -> bool:
        """Files are referred to by id, in the form and in rich texts: people may only add those they may choose."""
        if not super().is_valid():
            return False
        forms = [self, *(form for formset in self.formsets.values() for form in formset.forms)]
        return not [form for form in forms if self._refuses_files_of(form)] and self._explains_itself()

    def _explains_itself(self) -> bool:
        """Asked when the sheet is submitted or published; a draft, which saves itself, is left in peace."""
        if self.is_deferred_validation or self.cleaned_data.get("incomplete_reason"):
            return True
        if not judge(frozenset(name for name in NAMES if self._is_filled(name))).is_thin:
            return True
        self.add_error("incomplete_reason", _SAY_WHY)
        return False

    def _is_filled(self, name: str) -> bool:
        """As typed: what is beside the page, in lists, is only written when it is saved."""
        if name in self.formsets:
            rows = self.formsets[name].forms
            return any(row.has_changed() or row.instance.pk for row in rows if not row.cleaned_data.get("DELETE"))
        return holds(self.cleaned_data[name]) if name in self.cleaned_data else is_filled(self.instance, name)

    def _refuses_files_of(self, form) -> bool:
        refused = [name for name, value in form.cleaned_data.items() if self._strangers(form.instance, name, value)]
        for name in refused:
            form.add_error(name, _NOT_YOURS)
        return bool(refused)

    def _strangers(self, instance: Model, name: str, value: Any) -> bool:
        return any(not self._may_choose(*file) for file in set(_files_in(instance, name, value)) - self._there)

    def _may_choose(self, model: type[Model], pk: str) -> bool:
        file = model._default_manager.filter(pk=pk).first()
        policy = policy_registry.get_by_type(model)
        return file is None or policy.user_has_any_permission_for_instance(self.for_user, ["choose"], file)


def _files_of(page: Model) -> Iterator[File]:
    """Files that the sheet or its draft already shows, whoever added them."""
    children = (child for relation in get_all_child_relations(type(page)) for child in _children(page, relation))
    for one in (page, *children):
        for field in one._meta.concrete_fields:
            value = getattr(one, field.name) if field.related_model in _FILES else field.value_from_object(one)
            yield from _files_in(one, field.name, value)


def _children(page: Model, relation) -> Iterator[Model]:
    return getattr(page, relation.get_accessor_name()).all()


def _files_in(instance: Model, name: str, value: Any) -> Iterator[File]:
    """Pictures and documents that a field's value refers to."""
    if isinstance(value, _FILES):
        yield type(value), str(value.pk)
        return
    try:
        field = instance._meta.get_field(name)
    except FieldDoesNotExist:
        return
    if value and hasattr(field, "extract_references"):
        yield from ((model, str(pk)) for model, pk, *_ in field.extract_references(value) if model in _FILES)
