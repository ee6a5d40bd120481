"""Accepting or redirecting several contributions at once, each by itself, after reading which."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from catalogue.foundation.french import quantity
from catalogue.needs.admin.moderation_desk import examined, moderators
from catalogue.needs.admin.moderation_page import AcceptForm, RedirectForm
from catalogue.needs.journal import anct
from catalogue.needs.models import Contribution, Stage


class OnContributions(BulkAction):
    """`done`: « 3 contributions sont … »."""

    models = [Contribution]
    template_name = "needs/admin/several.html"
    done: tuple[str, str]

    @classmethod
    def get_queryset(cls, model: type[Contribution], object_ids: Iterable[Any]) -> QuerySet[Contribution]:
        """None is no error: they may have been answered since the list was shown."""
        numbers = [number for number in object_ids if str(number).isdecimal()]
        return examined().filter(pk__in=numbers)

    def get_all_objects_in_listing_query(self, parent_id) -> list[int]:
        """The list offers no such button: Wagtail would take every contribution, whatever the filters."""
        return []

    def check_perm(self, obj: Contribution) -> bool:
        return obj.stage == Stage.SUBMITTED and moderators.user_has_permission(self.request.user, "change")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(action=self, **kwargs)

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "self": self}

    @classmethod
    def execute_action(cls, objects: list[Contribution], **kwargs: Any) -> tuple[int, int]:
        self = kwargs["self"]
        refused = [said for row in objects if (said := self.try_one(row))]
        if refused:
            messages.warning(self.request, f"Laissées en l'état : {' ; '.join(refused)}.")
        return len(objects) - len(refused), 0

    def try_one(self, row: Contribution) -> str:
        """Empty if it is done; otherwise why not."""
        form: Any = self.cleaned_form
        try:
            with transaction.atomic():
                form.do(row, anct(self.request.user))
        except ValidationError as error:
            return f"{row} ({' '.join(error.messages)})"
        return ""

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        some = num_parent_objects
        said = f"{quantity(some, 'contribution')} {self.done[some > 1]}. Leurs auteurs en sont avertis."
        return said if some else None


class AcceptSeveral(OnContributions):
    display_name = "Accepter"
    action_type = "accept"
    aria_label = "Accepter les contributions choisies"
    form_class: type[forms.Form] = AcceptForm
    action_priority = 10
    done = ("est acceptée", "sont acceptées")


class RedirectSeveral(OnContributions):
    display_name = "Réorienter"
    action_type = "redirect"
    aria_label = "Réorienter les contributions choisies"
    form_class: type[forms.Form] = RedirectForm
    action_priority = 20
    done = ("est réorientée", "sont réorientées")
