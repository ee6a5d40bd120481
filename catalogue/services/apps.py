from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "catalogue.services"
    label = "services"
    verbose_name = "Services"
