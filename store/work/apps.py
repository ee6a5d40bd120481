from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "store.work"
    verbose_name = "Travaux"
