"""One contribution to examine: accept it, redirect it, name what exists, refuse it, take it back; then the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminPageChooser

from catalogue.needs import moderating
from catalogue.needs.admin.moderation_desk import address_in_list, examined, moderators, next_to_examine
from catalogue.needs.admin.through_writer import tie
from catalogue.needs.contributing import version_of
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Contribution, Destination, NeedEvent, Stage
from catalogue.services.models import ServicePage


class AcceptForm(forms.Form):
    def do(self, row: Contribution, by: Voice) -> Contribution:
        return moderating.accept(row, by)


class RedirectForm(forms.Form):
    """Its sentence is what the author reads; `reason` is more to say."""

    destination = forms.ModelChoiceField(
        Destination.objects.filter(retired=False),
        label="Vers qui",
        empty_label="Choisissez une destination",
        error_messages={"required": "Choisissez vers qui la réorienter."},
    )
    reason = forms.CharField(
        label="À ajouter à la phrase de la destination",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Publié avec la contribution, et envoyé à son auteur.",
    )

    def do(self, row: Contribution, by: Voice) -> Contribution:
        said = self.cleaned_data
        return moderating.redirect(row, said["destination"], by, said["reason"])


class ExistsForm(forms.Form):
    service = forms.ModelChoiceField(
        ServicePage.objects.live(),
        label="Quel service",
        widget=AdminPageChooser(target_models=[ServicePage]),
        error_messages={"required": "Choisissez le service qui y répond déjà."},
    )
    reason = forms.CharField(
        label="À ajouter",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Publié avec la contribution et sur la fiche du service, et envoyé à son auteur.",
    )

    def do(self, row: Contribution, by: Voice) -> Contribution:
        return moderating.answer(row, self.cleaned_data["service"], by, self.cleaned_data["reason"])


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi elle est irrecevable",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé à son auteur ; n'est pas publié.",
        error_messages={"required": "Dites à l'auteur pourquoi sa contribution est irrecevable."},
    )

    def do(self, row: Contribution, by: Voice) -> Contribution:
        return moderating.refuse(row, self.cleaned_data["reason"], by)


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi vous la reprenez",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi vous la reprenez : son auteur le lira."},
    )

    def do(self, row: Contribution, by: Voice) -> Contribution:
        return moderating.take_back(row, by, self.cleaned_data["reason"])


@dataclass(frozen=True)
class ModerationAnswer:
    """`said`: what was done, of a contribution."""

    form: type[forms.Form]
    heading: str
    button: str
    said: str
    key: str


DECISIONS: dict[str, ModerationAnswer] = {
    "accepter": ModerationAnswer(AcceptForm, "Accepter", "Accepter", "acceptée", "a"),
    "reorienter": ModerationAnswer(RedirectForm, "Réorienter", "Réorienter", "réorientée", "r"),
    "existe": ModerationAnswer(ExistsForm, "Un service existe déjà", "Répondre par ce service", "réorientée", "e"),
    "refuser": ModerationAnswer(RefuseForm, "Refuser", "Refuser comme irrecevable", "irrecevable", "i"),
    "reprendre": ModerationAnswer(TakeBackForm, "Reprendre", "Remettre à l'examen", "remise à l'examen", "r"),
}
_OPEN: dict[str, tuple[str, ...]] = {
    Stage.SUBMITTED: ("accepter", "reorienter", "existe", "refuser"),
    Stage.REDIRECTED: ("reprendre",),
    Stage.REFUSED: ("reprendre",),
}


class ModerationView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    model = Contribution
    permission_policy = moderators
    permission_required = "change"
    template_name = "needs/admin/contribution.html"
    page_title = "Examiner"
    header_icon = "comment"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        rows = examined().select_related(
            *("territory", "policy", "destination", "grouped_into", "investigation", "author"),
            *("organisation__territory", "answered_by"),
        )
        self.contribution = get_object_or_404(rows, pk=pk)
        self.forms: dict[str, forms.Form] = {}
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        name = request.POST.get("decision", "")
        if name not in _OPEN.get(self.contribution.stage, ()):
            messages.error(request, "Cette contribution a déjà reçu une réponse : voici où elle en est.")
            return redirect(address_in_list(self.contribution, self.listing))
        if request.POST.get("seen", version_of(self.contribution)) != version_of(self.contribution):
            messages.error(
                request, "Son auteur l'a corrigée depuis que vous l'avez lue : relisez-la avant de répondre."
            )
            return self.get(request)
        form = self.forms[name] = DECISIONS[name].form(request.POST, prefix=name)
        if not form.is_valid() or not self._did(name, form):
            return self.get(request)
        return self._go_on(DECISIONS[name])

    def _did(self, name: str, form: Any) -> bool:
        try:
            form.do(self.contribution, anct(self.request.user))
        except ValidationError as error:
            tie(form, error)
            return False
        return True

    def _go_on(self, decision: ModerationAnswer) -> HttpResponse:
        messages.success(self.request, f"« {self.contribution} » : {decision.said}. Son auteur en est averti.")
        following = next_to_examine(self.listing, self.contribution)
        return redirect(address_in_list(following, self.listing) if following else self.listing)

    @property
    def listing(self) -> str:
        return get_valid_next_url_from_request(self.request) or reverse("contributions-to-examine")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        row = self.contribution
        make: Callable[[str], forms.Form] = lambda name: DECISIONS[name].form(prefix=name)  # noqa: E731  two words
        shown = {name: self.forms.get(name) or make(name) for name in _OPEN.get(row.stage, ())}
        decisions = [{"name": name, "form": form, "decision": DECISIONS[name]} for name, form in shown.items()]
        following = next_to_examine(self.listing, row)
        own = {
            "contribution": row,
            "seen": version_of(row),
            "decisions": decisions,
            "media": sum((form.media for form in shown.values()), forms.Media()),
            "listing": self.listing,
            "following": following and address_in_list(following, self.listing),
            "events": NeedEvent.objects.filter(need=row.pk).select_related("author"),
        }
        return super().get_context_data(**own, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        here = {"url": "", "label": str(self.contribution)}
        return [*self.breadcrumbs_items, {"url": self.listing, "label": "Contributions à examiner"}, here]

    def get_header_title(self) -> str:
        return f"{self.contribution.reference} : {self.contribution}"
