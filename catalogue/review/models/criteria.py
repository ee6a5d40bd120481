"""What files are judged on. A session works on a copy of its grid, frozen on the day it opens."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

FROZEN = "Cette grille est celle d'une séance ouverte : elle ne change plus. Modifiez le modèle pour les suivantes."
MOST_WEIGHT = 20


class FreezableQuerySet(models.QuerySet):
    """What is frozen is neither changed nor deleted, in bulk either; `frozen` names where it says so."""

    frozen = "frozen_at"

    def _refuse_frozen(self) -> None:
        if self.filter(**{f"{self.frozen}__isnull": False}).exists():
            raise ValidationError(FROZEN)

    def update(self, **values: Any) -> int:
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()


class CriterionQuerySet(FreezableQuerySet):
    frozen = "grid__frozen_at"


class CriteriaGrid(ClusterableModel):
    """A model that editors own, or the copy of one that a session froze when it opened (`frozen_at`)."""

    name = models.CharField("nom", max_length=150)
    introduction = models.TextField("mode d'emploi", max_length=1_000, blank=True)
    frozen_at = models.DateTimeField("figée le", null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="copies", verbose_name="copie de"
    )

    objects = FreezableQuerySet.as_manager()

    class Meta:
        verbose_name = "grille de critères"
        verbose_name_plural = "grilles de critères"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if self.pk and type(self).objects.filter(pk=self.pk, frozen_at__isnull=False).exists():
            raise ValidationError(FROZEN)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        if self.frozen_at:
            raise ValidationError(FROZEN)
        return super().delete(*args, **kwargs)


class ReviewCriterion(Orderable):
    grid = ParentalKey(CriteriaGrid, on_delete=models.CASCADE, related_name="criteria", verbose_name="grille")
    name = models.CharField("critère", max_length=120)
    help = models.CharField("ce que l'on regarde", max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        "poids",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)],
        help_text="Un critère de poids 2 compte deux fois plus qu'un critère de poids 1.",
    )

    objects = CriterionQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = "critère"
        verbose_name_plural = "critères"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=MOST_WEIGHT), name="criterion_weighs_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete(*args, **kwargs)

    def _refuse_frozen(self) -> None:
        if CriteriaGrid.objects.filter(pk=self.grid_id, frozen_at__isnull=False).exists():
            raise ValidationError(FROZEN)
