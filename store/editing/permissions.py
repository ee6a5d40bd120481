"""What maintainers may do to pages: change the sheets of their own services. Publishing is not theirs."""

from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy

from catalogue.services.models import ServicePage
from store.accounts.people import person_of


class PagePermissions(PagePermissionPolicy):
    """Wagtail's groups, and for a maintainer the right to change each sheet, as if a group of theirs held it."""

    def get_all_permissions_for_user(self, user):
        granted = super().get_all_permissions_for_user(user)
        maintained = person_of(user).maintained
        if user.is_superuser or not maintained:
            return granted
        change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
        sheets = ServicePage.objects.filter(pk__in=maintained)
        return [*granted, *(GroupPagePermission(page=sheet.page_ptr, permission=change) for sheet in sheets)]
