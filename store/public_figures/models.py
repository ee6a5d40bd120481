"""One number a month and figure, kept: what it was computed from may be erased since."""

from django.db import models


class MonthFigure(models.Model):
    """`value`: empty when it would be about too few, or when nothing was measured. `made_up`: the part of it that comes
    from demonstration data.
    """

    month = models.DateField("mois")
    figure = models.CharField("indicateur", max_length=40)
    value = models.PositiveIntegerField("valeur", null=True)
    withheld = models.BooleanField("trop peu pour être publié", default=False)
    made_up = models.PositiveIntegerField("dont données de démonstration", default=0)
    computed = models.DateTimeField("calculé le")

    class Meta:
        verbose_name = "chiffre d'un mois"
        verbose_name_plural = "chiffres par mois"
        ordering = ["month", "figure"]
        constraints = [models.UniqueConstraint(fields=["month", "figure"], name="one_value_per_month_and_figure")]

    def __str__(self) -> str:
        return f"{self.figure}, {self.month:%Y-%m}"
