from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    name = "store.comparison"
    label = "comparison"
    verbose_name = "Comparaison"
