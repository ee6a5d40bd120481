from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "store.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        from store.notifications.correspondence import connect  # noqa: PLC0415  it reads models

        connect()
