from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "store.sharing"
    label = "sharing"
    verbose_name = "Partage"
