"""Figures of adoption, updated with each write of a deployment (`catalogue.deployments.use_figures`).

`manage.py check_figures` recomputes them from the deployments.
"""

from django.db import models

from catalogue.services.models import ServicePage
from catalogue.territories.models.territory import Kind
from catalogue.territories.strata import Stratum


class ServiceFigures(models.Model):
    """How many organisations use a service, and all the figures of its sheet.

    `in_use`, `confirmed`, `deployed`, `made_up`: organisations with a valid use; those that are confirmed, in
    production, demonstration data. `population`: inhabitants of the territories covered, each counted once. `listed`:
    the service is public, until it expires; only then are its users in `OrganisationUse` and `PlaceUse`. `counts` and
    `days`: {key: number}, see `figure_keys`. `users`, `made_up_users`: compressed bitmaps of primary keys of
    organisations. Each service that is listed or used has a row.
    """

    service = models.OneToOneField(
        ServicePage, models.CASCADE, primary_key=True, related_name="figures", verbose_name="service"
    )
    in_use = models.PositiveIntegerField("organisations qui l'utilisent", default=0)
    confirmed = models.PositiveIntegerField("dont confirmées", default=0)
    deployed = models.PositiveIntegerField("dont en production", default=0)
    made_up = models.PositiveIntegerField("dont données de démonstration", default=0)
    population = models.PositiveBigIntegerField("population couverte", default=0)
    listed = models.BooleanField("service public", default=False)
    expires = models.DateTimeField("expire", null=True)
    first_published = models.DateTimeField("première publication", null=True)
    counts = models.JSONField("comptes", default=dict)
    days = models.JSONField("comptes par jour", default=dict)
    users = models.BinaryField("organisations", default=bytes)
    made_up_users = models.BinaryField("organisations de la démonstration", default=bytes)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "chiffres d'un service"
        verbose_name_plural = "chiffres des services"
        # Partial: SQLite does not look for a boolean in an index.
        indexes = [
            models.Index(fields=["-in_use", "service"], name="figures_most_used", condition=models.Q(listed=True)),
            models.Index(
                fields=["-first_published", "service"], name="figures_newest", condition=models.Q(listed=True)
            ),
            models.Index(fields=["made_up"], name="figures_made_up", condition=models.Q(listed=True, made_up__gt=0)),
            models.Index(
                fields=["expires"], name="figures_expires", condition=models.Q(listed=True, expires__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} : {self.in_use}"


class AreaUse(models.Model):
    """How many territories inside `area` (a primary key, 0 for France) use a service.

    Of one kind and stratum, or of all of them (both blank). `made_up`: those where a use is demonstration data.
    """

    area = models.PositiveBigIntegerField("territoire")
    kind = models.CharField("nature", max_length=12, choices=Kind, blank=True)
    stratum = models.CharField("strate", max_length=12, choices=Stratum, blank=True)
    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="+", verbose_name="service")
    places = models.PositiveIntegerField("territoires", default=0)
    made_up = models.PositiveIntegerField("dont données de démonstration", default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "usage dans un territoire"
        verbose_name_plural = "usages dans les territoires"
        constraints = [models.UniqueConstraint(fields=["area", "kind", "stratum", "service"], name="area_use_once")]
        indexes = [models.Index(fields=["area", "kind", "stratum", "-places", "service"], name="area_use_most_used")]

    def __str__(self) -> str:
        return f"{self.area} {self.kind} {self.stratum}, {self.service_id} : {self.places}"


class ListedUse(models.Model):
    """How many listed services somebody uses. By primary key without a foreign key, so that it prevents no deletion."""

    services = models.PositiveIntegerField("services utilisés", default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["services"], name="%(class)s_some", condition=models.Q(services__gt=0))]

    def __str__(self) -> str:
        return f"{self.pk} : {self.services}"


class OrganisationUse(ListedUse):
    organisation = models.PositiveBigIntegerField("organisation", primary_key=True)

    class Meta(ListedUse.Meta):
        verbose_name = "usages d'une organisation"
        verbose_name_plural = "usages des organisations"


class PlaceUse(ListedUse):
    territory = models.PositiveBigIntegerField("territoire", primary_key=True)

    class Meta(ListedUse.Meta):
        verbose_name = "usages d'un territoire"
        verbose_name_plural = "usages des territoires"
