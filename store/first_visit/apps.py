from django.apps import AppConfig


class FirstVisitConfig(AppConfig):
    name = "store.first_visit"
    label = "first_visit"
    verbose_name = "Première visite"
