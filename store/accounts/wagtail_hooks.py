"""Accounts in the admin: attachment requests and maintainers. People are in Wagtail's settings."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from store.accounts.admin.attachments import AttachmentViewSet
from store.accounts.admin.attachments_in_bulk import AttachSeveral, RefuseSeveral
from store.accounts.admin.maintenances import MaintenanceViewSet, person_chooser


class AccountsGroup(SnippetViewSetGroup):
    menu_label = "Comptes"
    menu_icon = "group"
    menu_order = 400
    items = (AttachmentViewSet, MaintenanceViewSet)


register_snippet(AccountsGroup)
hooks.register("register_bulk_action", AttachSeveral)
hooks.register("register_bulk_action", RefuseSeveral)


@hooks.register("register_admin_viewset")
def register_chooser() -> list:
    return [person_chooser]
