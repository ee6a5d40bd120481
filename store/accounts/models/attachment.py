"""Asking to act for an organisation that the identity provider did not name."""

from django.conf import settings
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone

attachment_settled = Signal()
"""`request` was accepted or refused."""


class AttachmentState(models.TextChoices):
    WAITING = "en-attente", "En attente"
    ACCEPTED = "acceptee", "Acceptée"
    REFUSED = "refusee", "Refusée"
    WITHDRAWN = "retiree", "Retirée"


class AttachmentQuerySet(models.QuerySet["AttachmentRequest"]):
    def waiting(self) -> "AttachmentQuerySet":
        return self.filter(state=AttachmentState.WAITING)


class AlreadySettledError(Exception):
    """Somebody else answered the request, or its author withdrew it, in the meantime."""


class AttachmentRequest(models.Model):
    """`named` is what the person typed. `organisation` is set if the Store knows it; otherwise an editor finds it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attachment_requests", verbose_name="personne"
    )
    organisation = models.ForeignKey(
        "territories.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attachment_requests",
        verbose_name="organisation",
    )
    named = models.CharField("organisation demandée", max_length=200)
    message = models.TextField("message", max_length=2_000, blank=True)
    state = models.CharField("état", max_length=10, choices=AttachmentState, default=AttachmentState.WAITING)
    answer = models.TextField("réponse", max_length=2_000, blank=True)
    created = models.DateTimeField("demandée le", default=timezone.now)
    settled = models.DateTimeField("traitée le", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="traitée par"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de rattachement"
        verbose_name_plural = "demandes de rattachement"
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="en-attente"),
                name="one_waiting_attachment_request_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.named}"

    @property
    def employer(self) -> str:
        """The employer according to ProConnect, to compare with what the person asks for."""
        return self.user.siret or "non communiqué"

    @property
    def identity(self) -> str:
        return f"{self.user} ({self.user.name_standing})"

    @property
    def address(self) -> str:
        return f"{self.user.email} ({self.user.email_standing})" if self.user.email else "non communiquée"

    def settle(self, state: str, *, by, organisation=None, answer: str = "") -> None:
        """Accepting attaches the person. Raises AlreadySettledError if the request was settled already."""
        with transaction.atomic():
            now = {"state": state, "answer": answer, "settled": timezone.now(), "settled_by": by}
            if organisation is not None:
                now["organisation"] = organisation
            if not AttachmentRequest.objects.waiting().filter(pk=self.pk).update(**now):
                raise AlreadySettledError
            self.refresh_from_db()
            if state == AttachmentState.ACCEPTED:
                self.user.attach(self.organisation, by)
            attachment_settled.send(AttachmentRequest, request=self)
