"""Where a service comes from: the dated facts that its sheet tells, from the need to today."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.models import Orderable


class OriginStep(Orderable):
    """`said`: the date as it is known, « 2018 », « janvier 2021 »; `on` puts it in order."""

    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="origin_steps")
    on = models.DateField("date", help_text="Si seul le mois ou l'année est connu : leur premier jour.")
    said = models.CharField(
        "date écrite", max_length=40, blank=True, help_text="« janvier 2021 », « 2018 ». Vide : le jour ci-dessus."
    )
    title = models.CharField("étape", max_length=150, help_text="Un fait, en une phrase courte.")
    detail = models.TextField("détail", max_length=1_000, blank=True)
    source = models.CharField("source", max_length=255, help_text="Le document d'où vient ce fait.")
    url = models.URLField("adresse du document", blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "étape de l'origine"
        verbose_name_plural = "étapes de l'origine"

    def __str__(self) -> str:
        return f"{self.said or self.on} : {self.title}"


ORIGIN_PANELS = [InlinePanel("origin_steps", heading="D'où vient ce service", label="Étape")]
