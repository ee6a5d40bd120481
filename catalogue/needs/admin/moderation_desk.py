"""The list of contributions to examine, the oldest first; drafts belong to their authors and are not in it."""

import re
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from catalogue.needs.models import Consultation, Contribution, NeedKind, Stage
from catalogue.services.models import Theme

_SEARCHED = ("title", "problem", "organisation__name")
_REFERENCE = re.compile(r"C-?([0-9]{1,6})", re.IGNORECASE)
_HIDDEN = (Stage.DRAFT, Stage.LAPSED)
_KINDS = [(kind, kind.label) for kind in (NeedKind.BESOIN, NeedKind.SERVICE)]
_STAGES = [(stage, stage.label) for stage in Stage if stage not in (*_HIDDEN, Stage.PROPOSED, Stage.DISSOLVED)]
moderators = ModelPermissionPolicy(Contribution)


def examined() -> QuerySet[Contribution]:
    """Every contribution that was submitted, the oldest first."""
    rows = Contribution.objects.exclude(stage__in=_HIDDEN).select_related("organisation", "consultation")
    return rows.order_by("submitted", "pk")


def with_words(rows: QuerySet[Contribution], text: str) -> QuerySet[Contribution]:
    """Each word somewhere; « C-12 » is a number."""
    for word in text.split():
        places = [Q(**{f"{column}__icontains": word}) for column in _SEARCHED]
        places += [Q(number=int(said[1]))] if (said := _REFERENCE.fullmatch(word)) else []
        rows = rows.filter(reduce(or_, places))
    return rows


class ContributionFilterSet(WagtailFilterSet):
    """What waits for an answer, unless another state is asked for."""

    stage = django_filters.ChoiceFilter(label="État", choices=_STAGES, empty_label="Tous")
    consultation = django_filters.ModelChoiceFilter(label="Consultation", queryset=Consultation.objects.all())
    kind = django_filters.ChoiceFilter(label="Nature", choices=_KINDS)
    themes = django_filters.ModelChoiceFilter(label="Thématique", queryset=Theme.objects.all())

    class Meta:
        model = Contribution
        fields: list[str] = []

    def __init__(self, data=None, *args, **kwargs) -> None:
        data = QueryDict(mutable=True) if data is None else data.copy()
        data.setdefault("stage", Stage.SUBMITTED)
        super().__init__(data, *args, **kwargs)


def next_to_examine(listing: str, after: Contribution) -> Contribution | None:
    """In the list at this address, filtered as it is: the next one that waits, from the one just answered on."""
    query = QueryDict(urlsplit(listing).query, mutable=True)
    query["stage"] = Stage.SUBMITTED
    rows = with_words(ContributionFilterSet(query, queryset=examined()).qs, query.get("q", ""))
    rows = rows.exclude(pk=after.pk)
    later = Q(submitted__gt=after.submitted) | Q(submitted=after.submitted, pk__gt=after.pk)
    return rows.filter(later).first() or rows.first()


class ContributionListing(IndexView):
    model = Contribution
    permission_policy = moderators
    any_permission_required = {"change", "view"}
    page_title = "Contributions à examiner"
    header_icon = "comment"
    index_url_name = "contributions-to-examine"
    index_results_url_name = "contributions-to-examine-results"
    template_name = "needs/admin/contributions.html"
    filterset_class = ContributionFilterSet
    default_ordering = "submitted"
    paginate_by = 50
    is_searchable = True
    search_fields = list(_SEARCHED)
    _show_breadcrumbs = True

    def get_base_queryset(self) -> QuerySet[Contribution]:
        return examined()

    def order_queryset(self, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        return queryset

    def search_queryset(self, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    @property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            TitleColumn(
                "title",
                label="Titre",
                get_url=self.address_of,
                get_title_id=lambda row: f"snippet_{row.pk}_title",
            ),
            Column("reference", label="Référence"),
            Column("organisation", label="Organisation"),
            Column("kind", label="Nature", accessor="get_kind_display"),
            Column("stage", label="État", accessor="get_stage_display"),
            DateColumn("submitted", label="Déposée"),
        ]

    def address_of(self, row: Contribution) -> str:
        return address_in_list(row, f"{reverse(self.index_url_name)}?{self.request.META['QUERY_STRING']}")

    def get_list_buttons(self, instance: Contribution) -> list:
        return []

    def get_add_url(self) -> None:
        return None

    def get_edit_url(self, instance: Contribution) -> str:
        return self.address_of(instance)


def address_in_list(row: Contribution, listing: str) -> str:
    """Of its page in the admin, from which one comes back to the list as it was filtered."""
    query = QueryDict(mutable=True)
    query["next"] = listing
    return f"{reverse('contribution-moderation', args=[row.pk])}?{query.urlencode()}"
