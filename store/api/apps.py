from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "store.api"
    label = "api"
    verbose_name = "API"
