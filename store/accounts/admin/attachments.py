"""Answering the requests to be attached to an organisation."""

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from catalogue.deployments.independence import are_one
from store.accounts.models import AttachmentRequest, User
from store.accounts.models.attachment import AlreadySettledError, AttachmentState
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may


def refusal_to_answer(user: User | AnonymousUser, request: AttachmentRequest) -> str:
    """Why this person may not answer this request; empty if they may."""
    if not may(person_of(user), Action.SETTLE_ATTACHMENT, About(author_id=request.user_id)):
        return "vous ne pouvez pas répondre à cette demande"
    return "cette demande vient d'un autre de vos comptes" if are_one(user, request.user) else ""


class AttachmentAnswerForm(WagtailAdminModelForm):
    decision = forms.ChoiceField(
        label="Décision",
        widget=forms.RadioSelect,
        choices=[(AttachmentState.ACCEPTED, "Rattacher la personne"), (AttachmentState.REFUSED, "Refuser")],
    )

    def clean(self) -> dict:
        said = super().clean()
        if said.get("decision") == AttachmentState.ACCEPTED and not said.get("organisation"):
            self.add_error("organisation", "Choisissez l'organisation à laquelle rattacher la personne.")
        if said.get("decision") == AttachmentState.REFUSED and not said.get("answer"):
            self.add_error("answer", "Dites à la personne pourquoi sa demande est refusée.")
        return said


class AnswerView(EditView):
    """A settled request can only be read. Nobody answers their own."""

    submit_button_label = "Enregistrer la réponse"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_object()
        if why := refusal_to_answer(request.user, self.object):
            raise PermissionDenied(why)
        if self.object.state != AttachmentState.WAITING:
            return redirect(self.get_inspect_url())
        return super().dispatch(request, *args, **kwargs)

    def get_success_message(self) -> str:
        return f"La réponse à {self.object} est enregistrée."

    def save_instance(self) -> AttachmentRequest:
        said = self.form.cleaned_data
        given = {"organisation": said["organisation"], "answer": said["answer"]}
        self.object.settle(said["decision"], by=self.request.user, **given)
        return self.object

    def form_valid(self, form: AttachmentAnswerForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except AlreadySettledError:
            messages.error(self.request, "Cette demande a reçu une réponse, ou a été retirée, pendant votre lecture.")
            return redirect(self.index_url_name)


class NobodyAsksHere(CreateView):
    """People ask for themselves, on the public site."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise PermissionDenied


class AttachmentViewSet(SnippetViewSet):
    """Without drafts: only the lists of snippets have bulk actions."""

    model = AttachmentRequest
    base_url_path = admin_url_namespace = "demandes-de-rattachement"
    menu_label = "Demandes de rattachement"
    icon = "mail"
    add_view_class = NobodyAsksHere
    edit_view_class = AnswerView
    index_template_name = "accounts/admin/attachments.html"
    edit_template_name = "accounts/admin/answer.html"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["identity", "employer", "address", "named", "message", "created"]
    inspect_view_fields += ["state", "organisation", "answer", "settled", "settled_by"]
    list_display = ["__str__", "state", "created", "settled_by"]
    list_filter = ["state"]
    ordering = ["-created"]
    search_fields = ["named", "user__name", "user__email"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="accounts/admin/asker.html", heading="Demande"),
            FieldPanel("organisation"),
            FieldPanel("decision"),
            FieldPanel("answer"),
        ],
        base_form_class=AttachmentAnswerForm,
    )

    def get_common_view_kwargs(self, **kwargs) -> dict:
        """What is known of a request says more than Wagtail's history."""
        ours = {"history_url_name": self.get_url_name("inspect"), "usage_url_name": None}
        return super().get_common_view_kwargs(**{**ours, **kwargs})

    def register_chooser_viewset(self) -> None:
        """Nothing refers to a request, so there is none to choose."""

    def get_urlpatterns(self) -> list:
        unused = ("history", "history_results", "usage")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in unused]
