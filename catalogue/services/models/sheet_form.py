"""The form of a sheet in the admin."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel
from wagtail.documents.models import Document
from wagtail.permissions import policy_registry

from catalogue.services.models.image import StoreImage
from catalogue.services.rules.asked_facts import not_published
from catalogue.services.rules.completeness import completeness_of
from catalogue.services.rules.freshness import freshness

_HTML_NAMES = {"action": "need-action"}
"""An input named `action` hides the form's address from scripts, and Wagtail could not save drafts."""
_FILES = (StoreImage, Document)
_NOT_YOURS = "Ce fichier n'est pas parmi ceux que vous pouvez choisir : ajoutez le vôtre."
File = tuple[type[Model], str]
"""Model and id."""


class SheetForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._there = set(_files_of(self.instance))

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(_HTML_NAMES.get(field_name, field_name))

    def is_valid(self) -> bool:
        """Files are referred to by id, in the form and in rich texts: people may only add those they may choose."""
        if not super().is_valid():
            return False
        forms = [self, *(form for formset in self.formsets.values() for form in formset.forms)]
        return not [form for form in forms if self._refuses_files_of(form)]

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


class SheetStatePanel(Panel):
    """Verification and completeness, computed from the form's data: of a draft, before it is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "services/admin/sheet_state.html"

        def get_context_data(self, parent_context=None) -> dict:
            context = super().get_context_data(parent_context)
            state = freshness(self.instance.verified, timezone.localdate())
            return {
                **context,
                "completeness": completeness_of(self.instance),
                "not_published": not_published(self.instance),
                "freshness": state,
            }
