"""Fingerprints of the last load, so that the next one neither repeats work nor overwrites editors."""

from django.db import models


class LoadMemory(models.Model):
    """One row per entry of a file (`sheet:<id>`, `theme:<slug>`, `deployment:<id>:<organisation>`)."""

    key = models.CharField("objet", max_length=255, unique=True)
    source = models.CharField("empreinte de ce que disait le fichier", max_length=64, blank=True)
    state = models.CharField("empreinte de ce qui a été enregistré", max_length=64)
    loaded = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "mémoire de chargement"
        verbose_name_plural = "mémoires de chargement"

    def __str__(self) -> str:
        return self.key
