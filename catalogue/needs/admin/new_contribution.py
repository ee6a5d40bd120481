"""A contribution that an editor writes for an organisation: from a question left unanswered, or an investigation."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from catalogue.foundation.text import longest, row_number
from catalogue.needs.admin.moderation_desk import moderators
from catalogue.needs.contributing import submit, write_draft
from catalogue.needs.journal import Voice
from catalogue.needs.models import Consultation, Contribution, Investigation, Profile
from catalogue.services.models import Theme
from catalogue.territories.choosers import organisation_chooser
from catalogue.territories.models import Organisation, OrganisationKind

TITLE = "Écrire une contribution"
_ANCT = "ANCT"


class NewContributionForm(forms.ModelForm):
    title = forms.CharField(label="Titre", max_length=longest(Contribution, "title"))
    consultation: Any = forms.ModelChoiceField(
        Consultation.objects.none(),
        label="Consultation",
        empty_label=None,
        help_text="Parmi celles qui recueillent des besoins aujourd'hui.",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Au nom de",
        widget=organisation_chooser.widget_class,
        help_text="Celle qui le demande ; l'ANCT, si personne ne l'a demandé en son nom.",
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label="Thématiques", widget=forms.CheckboxSelectMultiple
    )
    investigation = forms.ModelChoiceField(
        Investigation.objects.all(), label="Issue de l'investigation", required=False
    )

    class Meta:
        model = Contribution
        fields = (
            "title",
            "consultation",
            "organisation",
            "problem",
            "concerned",
            "existing",
            "themes",
            "investigation",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("problem", "concerned", "existing")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["consultation"]
        field.queryset = Consultation.objects.live().collecting()
        self.fields["problem"].required = self.fields["concerned"].required = True

    @transaction.atomic
    def write(self, user) -> Contribution:
        """Submitted, to be examined as any other. Raises ValidationError."""
        said = self.cleaned_data
        organisation: Organisation = said["organisation"]
        is_public = organisation.kind in (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)
        profile = Profile.AGENT if is_public else Profile.PARTENAIRE
        by = Voice(user, "Équipe de l'ANCT", organisation, profile=profile)
        row = submit(write_draft(said["consultation"], said, by), by)
        if said["investigation"]:
            row.investigation = said["investigation"]
            row.save(update_fields=["investigation"])
        return row


class NewContributionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    permission_policy = moderators
    permission_required = "change"
    form_class = NewContributionForm
    template_name = "needs/admin/new_contribution.html"
    page_title = TITLE
    header_icon = "plus"

    def get_initial(self) -> dict[str, Any]:
        """`?titre=`: the words of a question; `?investigation=`: what was found."""
        asked = self.request.GET
        number = row_number(asked.get("investigation", ""))
        found = Investigation.objects.filter(pk=number).first() if number else None
        words = asked.get("titre", "").replace("\x00", "").strip()[: longest(Contribution, "title")]
        initial: dict[str, Any] = {
            "title": found.title if found else words,
            "organisation": Organisation.objects.filter(acronym=_ANCT).first(),
        }
        return initial | (
            {"problem": found.problem, "existing": found.findings, "investigation": found} if found else {}
        )

    def form_valid(self, form: NewContributionForm) -> HttpResponse:
        try:
            row = form.write(self.request.user)
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, texts in told.items():
                form.add_error(name if name in form.fields else None, texts)
            return self.form_invalid(form)
        messages.success(self.request, f"{row.reference} est déposée : elle attend d'être examinée.")
        return redirect("contribution-moderation", row.pk)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(some_open=Consultation.objects.live().collecting().exists(), **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        there = {"url": reverse("contributions-to-examine"), "label": "Contributions à examiner"}
        return [*self.breadcrumbs_items, there, {"url": "", "label": TITLE}]
