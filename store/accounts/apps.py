from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "store.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from store.accounts import rights  # noqa: F401, PLC0415  connects a receiver

        post_migrate.connect(_grant_rights, dispatch_uid="store.accounts.rights")


def _grant_rights(sender: AppConfig, **kwargs) -> None:
    """Runs once all applications have their permissions: Django creates them one application at a time."""
    if sender is [app for app in apps.get_app_configs() if app.models_module][-1]:
        grant_rights = import_string("store.accounts.rights.grant_rights")  # it reads models
        grant_rights()


class PeopleConfig(WagtailUsersAppConfig):
    """The people of Wagtail's admin, in place of « wagtail.users »."""

    default = False
    user_viewset = "store.accounts.admin.user_accounts.PersonViewSet"
