from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string


class EditingConfig(AppConfig):
    name = "store.editing"
    label = "editing"
    verbose_name = "Édition"

    def ready(self) -> None:
        import_string("store.editing.exports.neutralise_exports")()
        post_migrate.connect(_set_up_review, dispatch_uid="store.editing.review")


def _set_up_review(sender: AppConfig, **kwargs) -> None:
    """After `store.accounts` has made its groups, which listens to the same moment before us."""
    if sender is [app for app in apps.get_app_configs() if app.models_module][-1]:
        set_up_review = import_string("store.editing.models.set_up_review")  # it reads models
        set_up_review()
