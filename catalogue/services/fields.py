"""Form and model fields of service sheets."""

from django import forms
from django.db import models

from catalogue.territories.models import Kind


class KindsField(models.JSONField):
    """A list of kinds of collectivité (`["commune", "epci"]`), edited as check boxes."""

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=Kind.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )
