"""What the last load of a file left behind, so that the next one neither repeats itself nor overwrites an editor."""

from django.db import models


class LoadMemory(models.Model):
    """One row per thing that a file described (`sheet:<id>`, `theme:<slug>`, `deployment:<id>:<organisation>`)."""

    key = models.CharField("objet", max_length=255, unique=True)
    source = models.CharField("empreinte de ce que disait le fichier", max_length=64, blank=True)
    state = models.CharField("empreinte de ce qui a été enregistré", max_length=64)
    loaded = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "mémoire de chargement"
        verbose_name_plural = "mémoires de chargement"

    def __str__(self) -> str:
        return self.key
