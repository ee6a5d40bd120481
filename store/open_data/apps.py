from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "store.open_data"
    label = "open_data"
    verbose_name = "Données à emporter"
