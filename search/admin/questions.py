"""What people ask, in the admin: how often, how successfully, and what to do about it."""

import django_filters
from django.db.models import F, QuerySet
from django.urls import path
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from search.admin.following import FollowUpColumn
from search.models import AskedQuestion
from search.statistics.counting import KEPT
from search.statistics.questions_asked import Handled, questions, since, to_handle, totals, without_answer

PERIODS = [("7", "Sept derniers jours"), ("30", "Trente derniers jours")]
ANSWERS = {
    "aucune": ("Sans réponse", without_answer),
    "a-traiter": ("Sans réponse, ni synonyme ni résultat épinglé", to_handle),
}


def decimal(number: float | None) -> str:
    return "" if number is None else f"{number:.1f}".replace(".", ",")


def share(hundredths: float | None) -> str:
    return "" if hundredths is None else f"{hundredths:.0f}\u00a0%"


FIGURES = [
    Column("text", label="Question", sort_key="text", classname="title"),
    Column("asked_in_all", label="Fois posée", sort_key="asked_in_all"),
    Column("empty_in_all", label="Fois sans réponse", sort_key="empty_in_all"),
    Column(
        "empty_share", label="Part sans réponse", accessor=lambda row: share(row["empty_share"]), sort_key="empty_share"
    ),
    Column("opened_in_all", label="Fiches ouvertes", sort_key="opened_in_all"),
    Column("mean_rank", label="Rang moyen", accessor=lambda row: decimal(row["mean_rank"]), sort_key="mean_rank"),
]


class QuestionFilterSet(WagtailFilterSet):
    periode = django_filters.ChoiceFilter(
        label="Période", choices=PERIODS, empty_label="Quatre-vingt-dix derniers jours", method="filter_period"
    )
    reponse = django_filters.ChoiceFilter(
        label="Réponse",
        choices=[(key, label) for key, (label, _) in ANSWERS.items()],
        empty_label="Toutes les questions",
        method="filter_answer",
    )

    class Meta:
        model = AskedQuestion
        fields: list[str] = []

    def filter_period(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return since(rows, int(value))

    def filter_answer(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return ANSWERS[value][1](rows)


class QuestionsView(ReportView):
    """The last ninety days, by question."""

    page_title = "Questions posées"
    header_icon = "help"
    index_url_name = "questions:index"
    index_results_url_name = "questions:results"
    results_template_name = "search/admin/questions_results.html"
    default_ordering = "-asked_in_all"
    any_permission_required = ["search.change_synonymset"]
    filterset_class = QuestionFilterSet
    export_headings = {
        "text": "Question",
        "asked_in_all": "Fois posée",
        "empty_in_all": "Fois sans réponse",
        "empty_share": "Part sans réponse (%)",
        "opened_in_all": "Fiches ouvertes",
        "mean_rank": "Rang moyen",
    }
    list_export = list(export_headings)
    export_filename = "questions-posees"
    custom_field_preprocess = {
        name: dict.fromkeys(ReportView.FORMATS, lambda value: value and round(value, 1))
        for name in ("empty_share", "mean_rank")
    }

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [*FIGURES, FollowUpColumn("follow_up", label="Suite à donner", handled=Handled.now())]

    def get_base_queryset(self) -> QuerySet:
        return since(questions(), KEPT.days)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Questions without a rank, since no result was opened, come last in both directions."""
        name = self.ordering.removeprefix("-")
        falling = self.ordering.startswith("-")
        field = F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True)
        return queryset.order_by(field, "text")

    def get_context_data(self, *args, **kwargs) -> dict:
        summed = totals(self.object_list)
        shown = {"share": share(summed["empty_share"]), "rank": decimal(summed["mean_rank"])}
        return super().get_context_data(*args, totals={**summed, **shown}, **kwargs)


class QuestionsViewSet(ViewSet):
    name = "questions"
    icon = "help"
    menu_label = "Questions posées"

    def get_urlpatterns(self) -> list:
        return [
            path("", QuestionsView.as_view(), name="index"),
            path("resultats/", QuestionsView.as_view(results_only=True), name="results"),
        ]
