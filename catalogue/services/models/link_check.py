"""The last check of each link on public sheets."""

from django.db import models


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def broken(self) -> "LinkCheckQuerySet":
        return self.exclude(problem="")


class LinkCheck(models.Model):
    page = models.ForeignKey(
        "services.ServicePage", models.CASCADE, related_name="link_checks", verbose_name="fiche de service"
    )
    url = models.URLField("adresse", max_length=2_000)
    place = models.CharField("champ", max_length=120)
    problem = models.CharField("problème", max_length=200, blank=True)
    broken_since = models.DateTimeField("en panne depuis", null=True, blank=True)
    checked = models.DateTimeField("vérifiée le")

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "lien vérifié"
        verbose_name_plural = "liens vérifiés"
        ordering = ["broken_since", "page", "pk"]

    def __str__(self) -> str:
        return self.url
