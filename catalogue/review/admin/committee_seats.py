"""Committees and their seats. A seat that has served keeps its person: another person is another seat."""

from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.review.models import Committee, Seat, SeatRole

SERVED = "Ce siège a déjà servi : donnez-lui un dernier jour, et ajoutez un autre siège."


class CommitteeForm(WagtailAdminModelForm):
    """Looks at all seats as they would be once saved."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        forms = self.formsets["seats"].forms
        filled = [form for form in forms if form.is_valid() and form.has_changed() | bool(form.instance.pk)]
        for form in filled:
            changes_person = form.cleaned_data.get("DELETE") or {"user", "body"} & set(form.changed_data)
            if form.instance.pk and changes_person and has_served(form.instance):
                raise ValidationError(f"{form.initial.get('body', form.instance)} : {SERVED}")
        kept = [form.instance for form in filled if not form.cleaned_data.get("DELETE")]
        if wrong := clashes(kept):
            raise ValidationError(wrong)
        return said


def has_served(seat: Seat) -> bool:
    return seat.declarations.exists() or seat.decisions.exists()


def clashes(seats: list[Seat]) -> list[str]:
    """What cannot be at the same time: two chairs, and one person in two seats."""
    found = []
    for one, other in combinations(seats, 2):
        if one.since and other.since and one.meets(other):
            if one.role == other.role == SeatRole.CHAIR:
                found.append(f"{one.body} et {other.body} président en même temps : donnez un dernier jour à l'un.")
            if one.user_id and one.user_id == other.user_id:
                found.append(f"{one.user} siège en même temps pour {one.body} et pour {other.body}.")
    return found


def _seated(committee: Committee) -> int:
    return Seat.objects.filter(committee=committee).held_on().count()


class CommitteeViewSet(ModelViewSet):
    model = Committee
    name = "comites"
    menu_label = "Comités"
    icon = "group"
    copy_view_enabled = False
    list_display = [
        "name",
        Column("seated", label="Sièges aujourd'hui", accessor=_seated),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("purpose"),
            FieldPanel("publishes_figures"),
            FieldPanel("is_demo"),
            InlinePanel(
                "seats",
                [
                    FieldRowPanel([FieldPanel("body"), FieldPanel("college")]),
                    FieldRowPanel([FieldPanel("user"), FieldPanel("role")]),
                    FieldPanel("organisation"),
                    FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
                ],
                label="siège",
                heading="Sièges",
            ),
        ],
        base_form_class=CommitteeForm,
    )
