from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "store.pages"
    label = "pages"
    verbose_name = "Pages éditoriales"
