from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "store.content"
    label = "content"
    verbose_name = "Contenus du site"
