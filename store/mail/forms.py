"""Choosing which mails one receives."""

from django import forms
from django.db import transaction

from store.mail.categories import OPTIONAL
from store.mail.models import Preference


class PreferencesForm(forms.Form):
    """For the address of one fingerprint. `asked`: also the categories that one only gets by ticking them."""

    wanted = forms.MultipleChoiceField(label="Je veux recevoir", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, mark: str, *args, asked: bool = False, **kwargs) -> None:
        self.mark = mark
        already = Preference.objects.wanted(mark)
        self.offered = [one for one in OPTIONAL if asked or not one.asked_for or one.slug in already]
        super().__init__(*args, initial={"wanted": sorted(already)}, **kwargs)
        self.fields["wanted"].choices = [(category.slug, category.label) for category in self.offered]

    @transaction.atomic
    def save(self) -> bool:
        for category in self.offered:
            Preference.objects.say(self.mark, category, wanted=category.slug in self.cleaned_data["wanted"])
        return True
