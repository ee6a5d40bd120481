from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "catalogue.needs"
    label = "needs"
    verbose_name = "Besoins"
