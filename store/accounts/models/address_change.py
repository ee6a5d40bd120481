"""A change of address: asked for, then confirmed from the new mailbox."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

VALIDITY = timedelta(days=1)


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def open(self) -> "AddressChangeQuerySet":
        """Unused, not expired, and the latest of its account."""
        newer = AddressChange.objects.filter(user=models.OuterRef("user"), created__gt=models.OuterRef("created"))
        recent = self.filter(used__isnull=True, created__gt=timezone.now() - VALIDITY)
        return recent.filter(~models.Exists(newer))

    def used(self) -> "AddressChangeQuerySet":
        return self.filter(used__isnull=False)


class AddressChange(models.Model):
    """`former` is the address that it replaced, once `used`. `asked_by` is an administrator or the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="address_changes", verbose_name="personne"
    )
    address = models.EmailField("nouvelle adresse")
    mailbox = models.CharField("boîte", max_length=254, db_index=True)
    former = models.EmailField("ancienne adresse", blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="demandé par"
    )
    created = models.DateTimeField("demandé le", default=timezone.now)
    used = models.DateTimeField("confirmé le", null=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "changement d'adresse"
        verbose_name_plural = "changements d'adresse"
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.user} : {self.address}"

    @property
    def expires(self) -> datetime:
        return self.created + VALIDITY
