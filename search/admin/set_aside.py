"""Sheets that could not be indexed, in the admin: why, and a button to try again."""

import re

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views import View
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from catalogue.foundation.french import agree, quantity
from search.collection import Collection
from search.collections import BY_NAME, COLLECTIONS, GRANTS, NEEDS, SERVICES
from search.indexing.syncing import SyncOutcome, retry, set_aside
from search.models import DirtyDocument, DirtyDocumentQuerySet

LABEL = "Fiches mises de côté"
ENGINES = {"embedded": "Moteur intégré", "elasticsearch": "Elasticsearch"}


EDITED_AT = {SERVICES.name: "wagtailadmin_pages:edit", NEEDS.name: "need", GRANTS.name: "grant"}
"""Where each kind of document is corrected; a need or a grant, from its page on."""


def named() -> DirtyDocumentQuerySet:
    """Each with the `title` of its document, or None if it is deleted."""
    titles = (When(collection=one.name, then=Subquery(_titles(one))) for one in COLLECTIONS)
    return set_aside().annotate(title=Case(*titles))


def _titles(collection: Collection) -> QuerySet:
    """Under the first of their plain texts."""
    return collection.model._default_manager.filter(pk=OuterRef("document_id")).values(collection.simple_texts[0])


def name_of(row: DirtyDocument) -> str:
    title = row.title  # type: ignore[attr-defined]  # of `named`
    return title or f"{BY_NAME[row.collection].words.lost} (n° {row.document_id})"


def address_of(row: DirtyDocument) -> str | None:
    title = row.title  # type: ignore[attr-defined]  # of `named`
    return reverse(EDITED_AT[row.collection], args=[row.document_id]) if title else None


class ErrorColumn(BaseColumn):
    cell_template_name = "search/admin/error_cell.html"

    def get_cell_context_data(self, instance: DirtyDocument, parent_context) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "in_words": in_words(instance.error)}


class RetryColumn(BaseColumn):
    cell_template_name = "search/admin/retry_cell.html"

    def get_cell_context_data(self, instance: DirtyDocument, parent_context) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "name": name_of(instance)}


class ForWhoMayRetry(PermissionCheckedMixin):
    model = DirtyDocument
    permission_required = "change"


class SetAsideView(ForWhoMayRetry, ReportView):
    page_title = LABEL
    header_icon = "warning"
    index_url_name = "fiches-mises-de-cote:index"
    index_results_url_name = "fiches-mises-de-cote:results"
    results_template_name = "search/admin/set_aside_results.html"
    default_ordering = "waiting_since"
    columns = [
        TitleColumn("title", label="Fiche", accessor=name_of, get_url=address_of),
        Column("engine", label="Moteur", accessor=lambda row: ENGINES.get(row.engine, row.engine)),
        Column("cause", label="Pourquoi", accessor="get_cause_display"),
        ErrorColumn("error", label="Dernière erreur"),
        DateColumn("waiting_since", label="Depuis", sort_key="waiting_since"),
        Column("tries", label="Essais", sort_key="tries"),
        RetryColumn("retry", label="Agir"),
    ]

    def get_base_queryset(self) -> QuerySet[DirtyDocument]:
        return named()


class RetryView(ForWhoMayRetry, View):
    """All of them, or one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        rows = named() if pk is None else named().filter(pk=pk)
        one = rows.first() if pk else None
        tell(request, retry(rows), f"« {name_of(one)} »" if one else "")
        return redirect("fiches-mises-de-cote:index")


def tell(request: HttpRequest, outcome: SyncOutcome, name: str) -> None:
    """Reports the outcome; `name` if it was a single sheet."""
    if outcome.written:
        messages.success(request, f"{_subject(outcome.written, name)} : la recherche est à jour.")
    if outcome.refused:
        again = agree(outcome.refused, "encore mise de côté", "encore mises de côté")
        messages.warning(request, f"{_subject(outcome.refused, name)} : {again}, la raison est ci-dessous.")
    if outcome.waiting:
        messages.info(request, f"{_subject(outcome.waiting, name)} : nouvel essai dès que le moteur répond.")
    if not any(outcome):
        messages.info(request, "Il n'y a plus rien à réessayer : la recherche a tout repris entre-temps.")


def _subject(count: int, name: str) -> str:
    return name or quantity(count, "fiche")


class SetAsideViewSet(ViewSet):
    name = "fiches-mises-de-cote"
    icon = "warning"
    menu_label = LABEL

    def get_urlpatterns(self) -> list:
        retried = transaction.non_atomic_requests(RetryView.as_view())  # writes to the index after the commit
        return [
            path("", SetAsideView.as_view(), name="index"),
            path("resultats/", SetAsideView.as_view(results_only=True), name="results"),
            path("reessayer/", retried, name="retry-all"),
            path("reessayer/<int:pk>/", retried, name="retry"),
        ]


_IN_WORDS = (
    (r"(Type|Attribute|Value)Error\(", "une valeur n'est pas du genre attendu"),
    (
        r"(Arithmetic|Overflow|ZeroDivision)Error\(|Expected \w+ type for field",
        "un nombre ou une date est hors limites",
    ),
    (r"(Lookup|Key|Index)Error\(", "une valeur ne fait pas partie de la liste attendue"),
    (r"\w*DoesNotExist\(", "la fiche renvoie à quelque chose qui n'existe plus"),
    (r"4\d\d ", "le moteur n'accepte pas une des valeurs"),
    (r"5\d\d ", "le moteur est tombé en panne en écrivant la fiche"),
)
"""How error messages start, and what they mean."""


def in_words(error: str) -> str:
    said = (words for beginning, words in _IN_WORDS if re.match(beginning, error))
    return next(said, "le moteur en dit seulement ceci")
