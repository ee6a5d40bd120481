"""Forms of the admin that write through a writer: what it refuses is shown in the form, and nothing is written."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy


def tie(form: BaseForm, error: ValidationError) -> None:
    """Each message to its field, or to the form."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        form.add_error(name if name in form.fields else None, messages)


class ThroughWriter:
    """For the views of a ModelViewSet."""

    request: Any
    form: Any
    action: str

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}  # type: ignore[misc]  # Wagtail's

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            tie(form, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def save_instance(self) -> Model:
        row: Model = self.form.save()
        log(instance=row, action=f"wagtail.{self.action}", user=self.request.user)
        return row


class Without(ModelPermissionPolicy):
    """Rows that nobody adds, or deletes, by hand: not even who may do everything."""

    def __init__(self, model: type[Model], *actions: str) -> None:
        super().__init__(model)
        self.forbidden = actions

    def user_has_permission(self, user, action: str) -> bool:
        return action not in self.forbidden and super().user_has_permission(user, action)
