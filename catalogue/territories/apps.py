from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "catalogue.territories"
    label = "territories"
    verbose_name = "Territoires"
