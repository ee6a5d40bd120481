"""Choosers for the admin: a searchable window, since a list box cannot hold 36 000 territories."""

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from catalogue.territories.models import Organisation, Territory
from catalogue.territories.search import describe, organisations_named, ranked


class TextFilterForm(BaseFilterForm):
    q = forms.CharField(label="Recherche", required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        text = self.cleaned_data.get("q", "").strip()
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        return self.matching(objects, text)

    def matching(self, objects: QuerySet, text: str) -> QuerySet:
        raise NotImplementedError


class TerritoryFilterForm(TextFilterForm):
    def matching(self, objects: QuerySet, text: str) -> QuerySet:
        return ranked(objects, text)


class OrganisationFilterForm(TextFilterForm):
    def matching(self, objects: QuerySet, text: str) -> QuerySet:
        return organisations_named(objects, text)


class TerritoryColumns(BaseChooseView):
    """Shows, beside the name, what tells namesakes apart."""

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("where", label="Nature et département", accessor=self._where)]

    def _where(self, territory: Territory) -> str:
        return self._described[territory.pk]

    @cached_property
    def _described(self) -> dict[int | None, str]:
        """Descriptions of the current page of results, fetched together."""
        return describe(self.results)


class OrganisationColumns(BaseChooseView):
    @property
    def columns(self) -> list[Column]:
        kind = Column("kind", label="Nature", accessor="get_kind_display")
        return [*super().columns, kind, Column("where", label="Territoire", accessor=self._where)]

    def get_object_list(self) -> QuerySet:
        return super().get_object_list().select_related("territory")

    def _where(self, organisation: Organisation) -> str:
        return self._described.get(organisation.territory_id, "")

    @cached_property
    def _described(self) -> dict[int | None, str]:
        return describe(one.territory for one in self.results if one.territory)


def _views(form: type[TextFilterForm], columns: type) -> dict:
    return {
        "choose_view_class": type("Choose", (columns, ChooseView), {"filter_form_class": form}),
        "choose_results_view_class": type("ChooseResults", (columns, ChooseResultsView), {"filter_form_class": form}),
    }


territory_chooser = ChooserViewSet(
    "territory_chooser",
    model="territories.Territory",
    icon="globe",
    choose_one_text="Choisir un territoire",
    choose_another_text="Choisir un autre territoire",
    edit_item_text="Modifier ce territoire",
    per_page=20,
    **_views(TerritoryFilterForm, TerritoryColumns),
)
organisation_chooser = ChooserViewSet(
    "organisation_chooser",
    model="territories.Organisation",
    icon="group",
    choose_one_text="Choisir une organisation",
    choose_another_text="Choisir une autre organisation",
    edit_item_text="Modifier cette organisation",
    per_page=20,
    **_views(OrganisationFilterForm, OrganisationColumns),
)
