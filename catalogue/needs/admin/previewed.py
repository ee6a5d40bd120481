"""A step of a desk that is read before it is written: the form, what it will change, then it is done.

What will change is computed by doing it and undoing it, so that a refusal is read before the button that writes.
"""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from catalogue.needs.models import Proposition

groupers = ModelPermissionPolicy(Proposition)


class GroupersOnly(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    permission_policy = groupers
    permission_required = "change"
    header_icon = "list-ul"


class PreviewedView(GroupersOnly, FormView):
    """`button`: says what the last press does."""

    button = "Confirmer"

    def write(self, form: Any) -> Any:
        """Does it; ValidationError if it is refused."""
        raise NotImplementedError

    def after(self, written: Any) -> str:
        """Where to go once it is written; what was done is said in a message."""
        raise NotImplementedError

    def changes(self, form: Any) -> list[str]:
        """What will change, in words."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if "again" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        confirmed = "confirm" in self.request.POST
        try:
            with transaction.atomic():
                written = self.write(form)
                changes = self.changes(form)
                transaction.set_rollback(not confirmed)
        except ValidationError as error:
            _say(form, error)
            return self.form_invalid(form)
        if confirmed:
            return redirect(self.after(written))
        return self.render_to_response(self.get_context_data(form=form, changes=changes))

    def say(self, text: str) -> None:
        messages.success(self.request, text)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(button=self.button, **kwargs)


def _say(form: forms.Form, error: ValidationError) -> None:
    told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, texts in told.items():
        form.add_error(name if name in form.fields else None, texts)
