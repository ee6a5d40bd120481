"""Projects in the admin: the outcome they take, their legal path, the service that they become; their calls."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.needs.admin.consultation_desk import DateTimeToTheSecond
from catalogue.needs.admin.through_writer import ThroughWriter
from catalogue.needs.journal import anct
from catalogue.needs.models import PilotCall, Project
from catalogue.needs.piloting import SAID as SAID_OF_CALL
from catalogue.needs.piloting import change_call, open_call
from catalogue.needs.projects import SAID, change_project
from catalogue.services.models import ServicePage


def _reason(label: str, hint: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=1_000, widget=widget)


class ProjectForm(WagtailAdminModelForm):
    reason = _reason("Pourquoi ce changement", "Publié dans l'histoire du projet.")

    class Meta:
        model = Project
        fields = (*SAID, "service")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = ServicePage.objects.order_by("title")
        self.fields["service"].help_text = "Quand sa fiche est publique, le projet est « en service »."

    def save(self, commit: bool = True) -> Project:
        said = {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}
        change_project(self.instance, said, anct(self.for_user), self.cleaned_data["reason"])
        return Project.objects.get(pk=self.instance.pk)


class ProjectListing(IndexView):
    def get_base_queryset(self) -> QuerySet[Project]:
        return super().get_base_queryset().select_related("contribution", "service")


class ProjectEditView(ThroughWriter, EditView):
    action = "edit"


class ProjectViewSet(ModelViewSet):
    """Committees select projects: nobody adds or deletes one here."""

    model = Project
    name = "projets"
    menu_label = "Projets sélectionnés"
    icon = "tick"
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = ProjectListing
    edit_view_class = ProjectEditView
    list_display = [
        "contribution",
        Column("reference", label="Référence", accessor="contribution.reference"),
        Column("stage", label="État", accessor="contribution.get_stage_display"),
        Column("outcome", label="Issue", accessor="get_outcome_display"),
        "service",
    ]
    list_filter = ["outcome", "study"]
    search_fields = ["contribution__title"]
    ordering = ["-selected", "contribution"]
    form_fields = list(ProjectForm.Meta.fields)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ProjectForm

    def get_edit_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})


class CallForm(WagtailAdminModelForm):
    """Without seats, it is open to all."""

    class Meta:
        model = PilotCall
        fields: tuple[str, ...] = ("project", *SAID_OF_CALL, "requires")
        widgets = {
            "opens": DateTimeToTheSecond,
            "closes": DateTimeToTheSecond,
            "our_commitments": forms.Textarea(attrs={"rows": 4}),
            "their_commitments": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requires"].queryset = ServicePage.objects.order_by("title")
        if "project" in self.fields:
            self.fields["project"].queryset = Project.objects.select_related("contribution")

    def _post_clean(self) -> None:
        """The writer checks the row, with the words that people read; the form does not touch the instance."""

    def save(self, commit: bool = True) -> PilotCall:
        said = dict(self.cleaned_data)
        return open_call(said.pop("project"), said, anct(self.for_user))


class ChangedCallForm(CallForm):
    reason = _reason("Pourquoi ce changement", "Demandé dès qu'une collectivité a candidaté. Publié.")

    class Meta(CallForm.Meta):
        fields: tuple[str, ...] = (*SAID_OF_CALL, "requires")

    def save(self, commit: bool = True) -> PilotCall:
        said = {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}
        return change_call(self.instance, said, anct(self.for_user), self.cleaned_data["reason"])


class CallListing(IndexView):
    def get_base_queryset(self) -> QuerySet[PilotCall]:
        return super().get_base_queryset().select_related("project__contribution")


class CallCreateView(ThroughWriter, CreateView):
    action = "create"


class CallEditView(ThroughWriter, EditView):
    action = "edit"


class PilotCallViewSet(ModelViewSet):
    model = PilotCall
    name = "appels-a-pilotes"
    menu_label = "Appels à pilotes"
    icon = "group"
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = CallListing
    add_view_class = CallCreateView
    edit_view_class = CallEditView
    list_display = [
        "project",
        "opens",
        "closes",
        Column("seats", label="Places", accessor=lambda call: "ouvert à tous" if call.seats is None else call.seats),
        Column("taken", label="Prises"),
        TitleColumn(
            "candidacies",
            label="Candidatures",
            accessor=lambda call: "Voir et choisir",
            get_url=lambda call: reverse("pilot-candidacies", args=[call.pk]),
        ),
    ]
    search_fields = ["project__contribution__title"]
    ordering = ["-opens"]
    form_fields = list(CallForm.Meta.fields)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ChangedCallForm if for_update else CallForm

    def get_add_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_add_view_kwargs(**{"panel": None, **kwargs})

    def get_edit_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})
