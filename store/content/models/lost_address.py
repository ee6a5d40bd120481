"""Addresses of the Store that somebody typed and that lead nowhere, as of the last check."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property


class LostAddressQuerySet(models.QuerySet["LostAddress"]):
    def of(self, row: models.Model) -> "LostAddressQuerySet":
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)

    def shown(self, most: int) -> list["LostAddress"]:
        """Those whose page is still there, the first noticed first."""
        return [one for one in self.select_related("content_type")[:most] if one.row is not None]


class LostAddress(models.Model):
    """`place`: the label of the field where it was typed, on a page or in the settings of a site."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name="type")
    object_id = models.PositiveBigIntegerField("numéro")
    place = models.CharField("champ", max_length=120)
    address = models.CharField("adresse", max_length=500)
    noticed = models.DateTimeField("remarquée le", default=timezone.now)

    objects = LostAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse qui ne mène nulle part"
        verbose_name_plural = "adresses qui ne mènent nulle part"
        ordering = ["noticed", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "address"], name="one_lost_address_per_row")
        ]

    def __str__(self) -> str:
        return self.address

    @cached_property
    def row(self) -> models.Model | None:
        """The page or the settings where it was typed."""
        kind = self.content_type.model_class()
        return kind._default_manager.filter(pk=self.object_id).first() if kind else None
