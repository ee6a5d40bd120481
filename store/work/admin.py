"""The jobs in the admin: when each ran, for how long, with what result."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views import View
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from store.work.models import Job
from store.work.table import DUTIES, label_of, state_of

LABEL = "Travaux automatiques"


class AgainColumn(BaseColumn):
    cell_template_name = "work/admin/again_cell.html"

    def get_cell_context_data(self, instance: Job, parent_context) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "label": label_of(instance), "csrf_token": get_token(parent_context["request"])}


class ForWhoRunsTheStore(PermissionCheckedMixin):
    model = Job
    permission_required = "change"


class JobsView(ForWhoRunsTheStore, ReportView):
    page_title = LABEL
    header_icon = "cogs"
    index_url_name = "travaux:index"
    index_results_url_name = "travaux:results"
    default_ordering = "name"
    columns = [
        Column("name", label="Travail", accessor=label_of, sort_key="name"),
        Column("outcome", label="Dernier résultat", accessor=state_of, sort_key="outcome"),
        DateColumn("finished", label="Terminé", sort_key="finished"),
        Column("seconds", label="Durée (s)", accessor=lambda job: job.seconds and round(job.seconds, 1)),
        DateColumn("due", label="Prochaine fois", sort_key="due"),
        Column("said", label="Compte rendu"),
        AgainColumn("again", label="Agir"),
    ]

    def get_base_queryset(self) -> QuerySet[Job]:
        return Job.objects.filter(name__in=[duty.name for duty in DUTIES])


class AgainView(ForWhoRunsTheStore, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if Job.objects.filter(pk=pk).update(due=timezone.now()):
            messages.success(request, "Ce travail sera fait dans un instant, si le processus « work » est en marche.")
        return redirect("travaux:index")


class JobsViewSet(ViewSet):
    name = "travaux"
    icon = "cogs"
    menu_label = LABEL
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list:
        return [
            path("", JobsView.as_view(), name="index"),
            path("resultats/", JobsView.as_view(results_only=True), name="results"),
            path("refaire/<int:pk>/", AgainView.as_view(), name="again"),
        ]
