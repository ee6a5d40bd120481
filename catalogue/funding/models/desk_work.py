"""How a desk shares its work, and what a jury adds to its decisions on files of the fund."""

from django.db import models

from catalogue.funding.models.application import Application, WayOn
from catalogue.funding.models.grants import FundOfficer
from catalogue.review.models import Decision


class FileAssignment(models.Model):
    """Who follows a file at its desk; their colleagues still read it and may act."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="assignment", verbose_name="dossier")
    officer = models.ForeignKey(FundOfficer, models.CASCADE, related_name="assignments", verbose_name="suivi par")
    at = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "suivi d'un dossier"
        verbose_name_plural = "suivis des dossiers"

    def __str__(self) -> str:
        return f"{self.application} : {self.officer}"


class JuryWayOn(models.Model):
    """Of a decision that does not fund a file: where it may go. `redirects`: the file is « réorientée »."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="funding_way", verbose_name="décision")
    way_on = models.CharField("la suite possible", max_length=14, choices=WayOn, blank=True)
    redirects = models.BooleanField("réoriente le dossier", default=False)

    class Meta:
        verbose_name = "suite d'une décision du jury"
        verbose_name_plural = "suites des décisions du jury"

    def __str__(self) -> str:
        return f"{self.decision} : {self.get_way_on_display()}"
