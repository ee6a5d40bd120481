from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "store.spaces"
    label = "spaces"
    verbose_name = "Espaces"
