"""Territories and organisations in the admin."""

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper, DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from catalogue.territories import joining
from catalogue.territories.choosers import organisation_chooser, territory_chooser
from catalogue.territories.deleting import NeededDeleteView
from catalogue.territories.forms import OrganisationForm, TerritoryForm
from catalogue.territories.joining_page import JoinedEditView, JoinView
from catalogue.territories.models import Organisation, PriorityPolicy, Territory
from catalogue.territories.search import organisations_named, ranked


class PolicyFilter(SimpleListFilter):
    """Django's own filter on a relation needs its admin, which is not installed."""

    title = "politique prioritaire"
    parameter_name = "politique"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        return list(PriorityPolicy.objects.values_list("slug", "name"))

    def queryset(self, request, queryset):
        return queryset.filter(policies__slug=self.value()) if self.value() else queryset


class SearchAsPeopleType(DjangoORMSearchHandler):
    """Wagtail's search matches words exactly: « st etienne » would find nothing."""

    def search_queryset(self, queryset: QuerySet, search_term: str, preserve_order: bool = False, **kwargs) -> QuerySet:
        if not search_term:
            return queryset
        find = organisations_named if queryset.model is Organisation else ranked
        found = find(queryset, search_term)
        return found.order_by(*queryset.query.order_by) if preserve_order else found


class TerritoryAdmin(ModelAdmin):
    model = Territory
    delete_view_class = NeededDeleteView
    menu_label = "Territoires"
    menu_icon = "globe"
    list_display = ("name", "kind", "code", "population", "stratum")
    list_filter = ("kind", "stratum", PolicyFilter)
    list_export = ("kind", "code", "name", "siren", "postcodes", "population", "stratum")
    search_fields = ("folded_name", "code", "postcodes")
    search_handler_class = SearchAsPeopleType
    list_per_page = 50
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("kind"), FieldPanel("code"), FieldPanel("name")], heading="Identité"),
            MultiFieldPanel(
                [FieldPanel("siren"), FieldPanel("postcodes"), FieldPanel("population")], heading="Renseignements"
            ),
            FieldPanel("policies"),
            FieldPanel("member_codes"),
        ],
        base_form_class=TerritoryForm,
    )


class OrganisationButtons(ButtonHelper):
    def get_buttons_for_obj(self, obj: Organisation, **kwargs) -> list[dict[str, str]]:
        buttons = super().get_buttons_for_obj(obj, **kwargs)
        if self.permission_helper.user_can_delete_obj(self.request.user, obj):
            buttons.append(
                {
                    "url": self.url_helper.get_action_url("join", obj.pk),
                    "label": "Fusionner",
                    "classname": self.finalise_classname(["button-secondary"]),
                    "title": f"Fusionner {obj} dans une autre organisation",
                }
            )
        return buttons


class OrganisationAdmin(ModelAdmin):
    model = Organisation
    delete_view_class = NeededDeleteView
    edit_view_class = JoinedEditView
    button_helper_class = OrganisationButtons
    menu_label = "Organisations"
    menu_icon = "group"
    list_display = ("name", "acronym", "kind", "siren")
    list_filter = ("kind",)
    list_export = ("name", "acronym", "kind", "siren", "url", "territory")
    list_select_related = ("territory",)
    search_fields = ("name", "acronym", "siren", "territory__folded_name")
    search_handler_class = SearchAsPeopleType
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("acronym"),
            FieldPanel("kind"),
            FieldPanel("siren"),
            FieldPanel("url"),
            FieldPanel("public_email"),
            FieldPanel("territory"),
            MultiFieldPanel([FieldPanel("served_codes"), FieldPanel("served_source")], heading="Opérateur public"),
        ],
        base_form_class=OrganisationForm,
    )

    def join_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return JoinView.as_view(model_admin=self, instance_pk=instance_pk)(request)

    def get_admin_urls_for_registration(self) -> tuple:
        url = self.url_helper
        join = re_path(url.get_action_url_pattern("join"), self.join_view, name=url.get_action_url_name("join"))
        return (*super().get_admin_urls_for_registration(), join)


@modeladmin_register
class PriorityPolicyAdmin(ModelAdmin):
    model = PriorityPolicy
    delete_view_class = NeededDeleteView
    menu_label = "Politiques prioritaires"
    menu_icon = "tag"
    add_to_admin_menu = False  # it is in the programme menu, see below
    list_display = ("name", "slug", "source", "as_of")


@hooks.register("register_programme_menu_item")
def policies_menu_item() -> MenuItem:
    return PriorityPolicyAdmin().get_menu_item()


@modeladmin_register
class TerritoriesGroup(ModelAdminGroup):
    menu_label = "Territoires"
    menu_icon = "globe"
    items = (TerritoryAdmin, OrganisationAdmin)
    menu_order = 130


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action(joining.LOG_ACTION, "Fusionner", "Une autre organisation lui a été fusionnée")


@hooks.register("register_admin_viewset")
def register_choosers() -> list:
    return [territory_chooser, organisation_chooser]
