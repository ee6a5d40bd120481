"""What the search keeps in the database: which documents are dirty, and the editors' synonyms."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from search.analysis import stems


class DirtyDocumentQuerySet(models.QuerySet["DirtyDocument"]):
    def pending(self) -> "DirtyDocumentQuerySet":
        """What the index does not show yet, oldest first."""
        return self.filter(indexed__lt=F("version")).order_by("changed", "pk")


class DirtyDocument(models.Model):
    """One row per service ever indexed, kept after its deletion: the truth about indexing.

    `version` is raised in the transaction of each change; `indexed` is the version that the index shows. No foreign
    key: the row outlives the service.
    """

    service_id = models.PositiveBigIntegerField("service", unique=True)
    version = models.PositiveBigIntegerField("version", default=0)
    indexed = models.PositiveBigIntegerField("version indexée", default=0)
    changed = models.DateTimeField("modifié", default=timezone.now)

    objects = DirtyDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document à indexer"
        verbose_name_plural = "documents à indexer"
        indexes = [models.Index(fields=["changed"], condition=Q(indexed__lt=F("version")), name="search_pending")]

    def __str__(self) -> str:
        return f"service {self.service_id}, version {self.version}"


class SynonymSet(models.Model):
    """Expressions that mean the same to those who search. Applies at once, without indexing anything again."""

    expressions = models.TextField(
        "expressions équivalentes",
        help_text="Une par ligne, deux au moins. Chercher l'une trouve aussi les autres : « rdv », « rendez-vous ».",
    )

    class Meta:
        verbose_name = "jeu de synonymes"
        verbose_name_plural = "synonymes"
        ordering = ["expressions"]

    def __str__(self) -> str:
        return " = ".join(self.lines())

    def clean(self) -> None:
        super().clean()
        if len({tuple(stems(line)) for line in self.lines()} - {()}) < 2:  # noqa: PLR2004
            raise ValidationError({"expressions": "Il faut au moins deux expressions différentes, une par ligne."})

    def lines(self) -> list[str]:
        return [line.strip() for line in self.expressions.splitlines() if line.strip()]
