from django.apps import AppConfig


class PublicFiguresConfig(AppConfig):
    name = "store.public_figures"
    label = "public_figures"
    verbose_name = "Statistiques publiques"
