"""Saying a release, an incident, a maintenance; saying it better."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy

from catalogue.foundation.dates import IN_BOUNDS
from catalogue.services.announcing import announce, reword
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import Kind, this_minute
from store.accounts.models import User
from store.spaces.editing import tie_errors


def _moment() -> forms.DateTimeInput:
    bounds = {name: lazy(lambda day=day: f"{day}T00:00", str)() for name, day in IN_BOUNDS.items()}
    return forms.DateTimeInput(attrs={"type": "datetime-local", **bounds}, format="%Y-%m-%dT%H:%M")


class AnnouncementForm(forms.ModelForm):
    """Checked and written by `announce`: the form only reads what was typed."""

    kind = forms.ChoiceField(
        label="Nature",
        choices=Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites s'il s'agit d'un incident, d'une maintenance ou d'une version."},
    )

    class Meta:
        model = Announcement
        fields = ["kind", "title", "text", "starts", "ends"]
        labels = {"title": "En une phrase", "text": "Précisions (facultatif)", "starts": "Début", "ends": "Fin"}
        help_texts = {"starts": "Pour une version, sa date de parution. Heure de Paris."}
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "starts": _moment(), "ends": _moment()}

    def __init__(self, data=None) -> None:
        super().__init__(data, initial={"starts": this_minute})

    def _post_clean(self) -> None:
        """`announce` checks the whole announcement, with its service; once is enough."""

    def save(self, service: ServicePage, author: User) -> bool:
        if not self.is_valid():
            return False
        try:
            announce(service, author=author, **self.cleaned_data)
        except ValidationError as error:
            tie_errors(self, error)
            return False
        return True


class RewordingForm(forms.ModelForm):
    """The words only, checked and written by `reword`: a date that changes is cancelled and announced anew."""

    class Meta:
        model = Announcement
        fields = ["title", "text"]
        labels = AnnouncementForm.Meta.labels
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data=None, *, announcement: Announcement) -> None:
        super().__init__(data, instance=announcement)

    def _post_clean(self) -> None:
        """`reword` checks the whole announcement; once is enough."""

    def save(self) -> bool:
        if not self.is_valid():
            return False
        try:
            reword(self.instance, **self.cleaned_data)
        except ValidationError as error:
            tie_errors(self, error)
            return False
        return True
