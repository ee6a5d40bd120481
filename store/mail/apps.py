from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "store.mail"
    label = "mail"
    verbose_name = "Courriels"

    def ready(self) -> None:
        from store.mail import to_adopters  # noqa: F401, PLC0415  listens to announcements
