"""Choosing one of 36 000 territories or organisations in the admin: a window with a search, not a list box."""

from django import forms
from django.db.models import Q, QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from catalogue.territories.folding import fold
from catalogue.territories.search import find_territories

_LISTED = 50


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
        return objects.filter(pk__in=[found.pk for found in find_territories(text, _LISTED)]).order_by("-population")


class OrganisationFilterForm(TextFilterForm):
    def matching(self, objects: QuerySet, text: str) -> QuerySet:
        territory = Q(territory__folded_name__contains=fold(text)) if fold(text) else Q(pk__in=[])
        own = Q(name__icontains=text) | Q(acronym__iexact=text) | Q(siren=text.replace(" ", ""))
        return objects.filter(territory | own).order_by("name")


def _views(form: type[TextFilterForm]) -> dict:
    return {
        "choose_view_class": type("Choose", (ChooseView,), {"filter_form_class": form}),
        "choose_results_view_class": type("ChooseResults", (ChooseResultsView,), {"filter_form_class": form}),
    }


territory_chooser = ChooserViewSet(
    "territory_chooser",
    model="territories.Territory",
    icon="globe",
    choose_one_text="Choisir un territoire",
    choose_another_text="Choisir un autre territoire",
    edit_item_text="Modifier ce territoire",
    per_page=20,
    **_views(TerritoryFilterForm),
)
organisation_chooser = ChooserViewSet(
    "organisation_chooser",
    model="territories.Organisation",
    icon="group",
    choose_one_text="Choisir une organisation",
    choose_another_text="Choisir une autre organisation",
    edit_item_text="Modifier cette organisation",
    per_page=20,
    **_views(OrganisationFilterForm),
)
