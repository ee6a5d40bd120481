"""Accounts in the admin: attachment requests and maintainers. People are in Wagtail's settings."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from store.accounts.admin.attachments import AttachmentViewSet
from store.accounts.admin.maintenances import MaintenanceViewSet, person_chooser


class AccountsGroup(ViewSetGroup):
    menu_label = "Comptes"
    menu_icon = "group"
    menu_order = 400
    items = (AttachmentViewSet, MaintenanceViewSet)


@hooks.register("register_admin_viewset")
def register_accounts() -> list:
    return [person_chooser, AccountsGroup()]
