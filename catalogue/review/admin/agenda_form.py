"""Putting subjects on an agenda, for the lists of the applications that own them.

form = AgendaForm(request.POST)
if form.is_valid() and form.put(needs): …
"""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from catalogue.review.models import ReviewFile, Session, SessionState
from catalogue.review.reviewing import add_files


class AgendaForm(forms.Form):
    session = forms.ModelChoiceField(
        Session.objects.filter(state__in=(SessionState.PLANNED, SessionState.OPEN)).select_related("committee"),
        label="Séance",
        help_text="Parmi celles qui ne sont pas closes.",
        empty_label="Choisissez une séance",
    )

    def put(self, subjects: Sequence[Model]) -> list[ReviewFile] | None:
        """None, and why among the errors of the form, when one of them is refused: then none is put."""
        try:
            return add_files(self.cleaned_data["session"], subjects)
        except ValidationError as error:
            self.add_error(None, error)
            return None
