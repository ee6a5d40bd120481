"""Which request a basket became, so that submitting twice sends it once."""

import uuid

from django.db import models

from catalogue.deployments.models import AdoptionRequest


class SentBasket(models.Model):
    """`token` comes from the form and is unique."""

    token = models.UUIDField("jeton du formulaire", primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(
        AdoptionRequest, models.CASCADE, related_name="sent_basket", verbose_name="demande d'adoption"
    )

    class Meta:
        verbose_name = "panier envoyé"
        verbose_name_plural = "paniers envoyés"

    def __str__(self) -> str:
        return str(self.token)
