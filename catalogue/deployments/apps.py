from django.apps import AppConfig


class DeploymentsConfig(AppConfig):
    name = "catalogue.deployments"
    label = "deployments"
    verbose_name = "Déploiements"
