from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "store.mail"
    label = "mail"
    verbose_name = "Courriels"
