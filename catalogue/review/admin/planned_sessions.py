"""Sessions and their agenda, for the secretariat. No score and no decision shows here before it is published."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import CreateView, DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.review.models import CriteriaGrid, Decision, ReviewFile, Session
from catalogue.review.reviewing import remove_file


class SessionForm(WagtailAdminModelForm):
    """Among the models of grids; a session that has begun keeps its own."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].queryset = CriteriaGrid.objects.filter(Q(frozen_at=None) | Q(pk=self.instance.grid_id))


class SessionInspectView(InspectView):
    """Its agenda, with what has been published."""

    page_title = "Ordre du jour"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        files = list(ReviewFile.objects.with_subjects().filter(session=self.object))
        decided = {one.file_id: one for one in Decision.objects.in_force().filter(file__in=files)}
        agenda = [(file, decided.get(file.pk)) for file in files]
        return super().get_context_data(agenda=agenda, **kwargs)


class SessionViewSet(ModelViewSet):
    model = Session
    name = "seances"
    menu_label = "Séances"
    icon = "calendar-alt"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SessionInspectView
    inspect_template_name = "review/admin/agenda.html"
    list_display = [
        "title",
        "committee",
        "day",
        Column("state", label="État", accessor="get_state_display", sort_key="state"),
    ]
    list_filter = ["committee", "state"]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [FieldPanel("committee"), FieldPanel("title"), FieldPanel("day"), FieldPanel("grid")],
        base_form_class=SessionForm,
    )


class NobodyAddsHere(CreateView):
    """A file is put on an agenda from the page of what it is about (`reviewing.add_files`)."""

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        messages.info(request, "Un dossier s'inscrit depuis la liste des propositions ou des contributions.")
        return redirect(self.index_url_name)


class FileIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[ReviewFile]:
        return super().get_base_queryset().select_related("session")


class RemoveFileView(DeleteView):
    page_title = "Retirer de l'ordre du jour"
    confirmation_message = "Retirer ce dossier de l'ordre du jour ? Il pourra être inscrit à une autre séance."

    def delete_action(self) -> None:
        remove_file(self.object)

    def form_valid(self, form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.render_to_response(self.get_context_data())


class ReviewFileViewSet(ModelViewSet):
    model = ReviewFile
    name = "dossiers"
    menu_label = "Dossiers"
    icon = "doc-full"
    copy_view_enabled = False
    index_view_class = FileIndexView
    add_view_class = NobodyAddsHere
    delete_view_class = RemoveFileView
    list_display = ["title", "session", "order"]
    list_filter = ["session"]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [
            HelpPanel(content="L'ordre est celui de la liste que lisent les membres."),
            FieldPanel("session", read_only=True),
            FieldPanel("title", read_only=True),
            FieldPanel("order"),
        ]
    )
