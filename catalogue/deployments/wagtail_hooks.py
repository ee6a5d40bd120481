"""Deployments in the admin, and on sheets."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from catalogue.deployments.admin.deployment_desk import deployments
from catalogue.deployments.admin.open_usages import OpenDataGroup
from catalogue.foundation.slots import fill

register_snippet(deployments)
register_snippet(OpenDataGroup)


@hooks.register("register_catalogue_menu_item")
def menu_item() -> MenuItem:
    return deployments.get_menu_item()


fill("sheet_usability", "deployments/sheet/usability.html")
fill("sheet_key_facts", "deployments/sheet/key_fact.html")
fill("sheet_below_key_facts", "deployments/sheet/definition.html")
fill("sheet_usage", "deployments/sheet/usage.html")
