"""Administrators say who maintains which service."""

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views import View
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.views.generic.models import CreateView, EditView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from store.accounts.guards import demand
from store.accounts.models import Maintenance
from store.accounts.policies import Action


class PersonFilterForm(BaseFilterForm):
    q = forms.CharField(label="Nom ou adresse électronique", required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        text = self.cleaned_data.get("q", "").strip()
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        return objects.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(username__icontains=text))


class ForWhoManagesPeople(View):
    """Without this, Wagtail shows what a chooser offers to anyone who enters the admin."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        demand(request, Action.MANAGE_PEOPLE)
        return super().dispatch(request, *args, **kwargs)


class Choose(ForWhoManagesPeople, ChooseView):
    filter_form_class = PersonFilterForm


class ChooseResults(ForWhoManagesPeople, ChooseResultsView):
    filter_form_class = PersonFilterForm


class Chosen(ForWhoManagesPeople, ChosenView):
    """One person, by number."""


class ChosenMultiple(ForWhoManagesPeople, ChosenMultipleView):
    """Several, by their numbers."""


person_chooser = ChooserViewSet(
    "person_chooser",
    model="accounts.User",
    icon="user",
    choose_one_text="Choisir une personne",
    choose_another_text="Choisir une autre personne",
    edit_item_text="Modifier cette personne",
    choose_view_class=Choose,
    choose_results_view_class=ChooseResults,
    chosen_view_class=Chosen,
    chosen_multiple_view_class=ChosenMultiple,
)


class KeepsWhoNames(WagtailAdminTemplateMixin):
    """Records who named the maintainer; changing the person or the service counts as naming anew."""

    def save_instance(self) -> Maintenance:
        if self.form.changed_data:
            self.form.instance.named_by, self.form.instance.named_on = self.request.user, timezone.now()
        return super().save_instance()


class NameView(KeepsWhoNames, CreateView):
    """Adds a maintainer."""


class RenameView(KeepsWhoNames, EditView):
    """Replaces a maintainer."""


class MaintenanceViewSet(ModelViewSet):
    model = Maintenance
    name = "mainteneurs"
    menu_label = "Mainteneurs"
    icon = "user"
    copy_view_enabled = False
    add_view_class = NameView
    edit_view_class = RenameView
    list_display = ["user", "service", "named_by", "named_on"]
    search_fields = ["user__name", "user__email", "service__title"]
    panels = [
        FieldPanel("user"),
        FieldPanel("service"),
        FieldPanel("named_by", read_only=True),
        FieldPanel("named_on", read_only=True),
    ]
