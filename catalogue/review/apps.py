from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "catalogue.review"
    label = "review"
    verbose_name = "Comités"
