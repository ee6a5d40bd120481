"""Imports of the ANCT's open file, and which sheet each of its service names means."""

from django.db import models
from django.utils import timezone

from catalogue.foundation.french import thousands
from catalogue.services.models import ServicePage


class NameInOpenFile(models.Model):
    """How the file names a service. Without a sheet, its rows are left aside, and counted in the report."""

    name = models.CharField("nom dans le fichier", max_length=200, unique=True)
    service = models.ForeignKey(
        ServicePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="names_in_open_file",
        verbose_name="fiche",
        help_text="Vide : les lignes de ce service sont laissées de côté.",
    )

    class Meta:
        verbose_name = "service du fichier de l'ANCT"
        verbose_name_plural = "services du fichier de l'ANCT"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportOutcome(models.TextChoices):
    DONE = "fait", "Fait"
    REFUSED = "refuse", "Refusé"


class UsageImport(models.Model):
    """One reading of the file. `counts`: {what: number}; `details`: {what: [sentences]}, some of each."""

    at = models.DateTimeField("quand", default=timezone.now)
    outcome = models.CharField("résultat", max_length=8, choices=ImportOutcome)
    reason = models.TextField("pourquoi il est refusé", blank=True)
    rows = models.PositiveIntegerField("lignes lues", default=0)
    counts = models.JSONField("compte rendu", default=dict, blank=True)
    details = models.JSONField("détails", default=dict, blank=True)

    class Meta:
        verbose_name = "lecture du fichier de l'ANCT"
        verbose_name_plural = "lectures du fichier de l'ANCT"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Lecture du {timezone.localtime(self.at):%d/%m/%Y à %H:%M}"

    @property
    def told(self) -> str:
        """« 26 012 lignes lues ; 12 déclarées ; 3 retirées », or why it was refused."""
        if self.outcome == ImportOutcome.REFUSED:
            return self.reason
        counted = (f"{what} : {thousands(number)}" for what, number in self.counts.items() if number)
        return " ; ".join((f"lignes lues : {thousands(self.rows)}", *counted))

    def get_counts_display(self) -> str:
        return self.told

    def get_details_display(self) -> str:
        return " ; ".join(f"{what} : {', '.join(some)}" for what, some in self.details.items() if some) or "rien"
