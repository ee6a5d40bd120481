"""A link by which a collectivité confirms or contests one deployment, without an account."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from catalogue.deployments.models import Deployment
from store.mail.models.preference import fingerprint

VALIDITY = timedelta(days=30)


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    def open(self) -> "ConfirmationLinkQuerySet":
        """Unused, not expired, and the latest of its deployment."""
        newer = ConfirmationLink.objects.filter(
            deployment=models.OuterRef("deployment"), sent__gt=models.OuterRef("sent")
        )
        recent = self.filter(used__isnull=True, sent__gt=timezone.now() - VALIDITY)
        return recent.filter(~models.Exists(newer))


class ConfirmationLink(models.Model):
    """`occasion` says why it was sent (`declaration:12`, `rappel:2027-01-31`): one link and one mail per occasion.

    `address` is the fingerprint of the recipient: after the collectivité's address is corrected, the link is closed.
    Empty if it was sent to nobody: the row then records that people with an account were written to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deployment = models.ForeignKey(
        Deployment, models.CASCADE, related_name="confirmation_links", verbose_name="déploiement"
    )
    occasion = models.CharField("occasion", max_length=40)
    address = models.CharField("empreinte de l'adresse", max_length=64, blank=True)
    sent = models.DateTimeField("envoyé le", default=timezone.now)
    used = models.DateTimeField("utilisé le", null=True, blank=True)

    objects = ConfirmationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien de confirmation"
        verbose_name_plural = "liens de confirmation"
        ordering = ["-sent"]
        constraints = [models.UniqueConstraint(fields=["deployment", "occasion"], name="one_link_per_occasion")]

    def __str__(self) -> str:
        return f"{self.deployment} ({self.occasion})"

    @property
    def went_to_the_right_address(self) -> bool:
        return self.address == fingerprint(self.deployment.organisation.public_email)
