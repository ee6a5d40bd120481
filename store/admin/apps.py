from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string


class AdminConfig(AppConfig):
    """The label dates from when it was called « editing »: tables and migrations depend on it."""

    name = "store.admin"
    label = "editing"
    verbose_name = "Édition"

    def ready(self) -> None:
        import_string("store.admin.exports.neutralise_exports")()
        import_string("store.admin.titles.punctuate")()
        post_migrate.connect(_set_up_review, dispatch_uid="store.admin.review")


def _set_up_review(sender: AppConfig, **kwargs) -> None:
    """Runs after `store.accounts`, which makes its groups at the same signal."""
    if sender is [app for app in apps.get_app_configs() if app.models_module][-1]:
        import_string("store.admin.models.set_up_review")()  # it reads models
        import_string("store.admin.titles.name_roots")()


def publish_approved(state, user=None) -> None:
    """WAGTAIL_FINISH_WORKFLOW_ACTION, which Wagtail imports while its own models are being loaded."""
    import_string("store.admin.review.publish_approved")(state, user)
