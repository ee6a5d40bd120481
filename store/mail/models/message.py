"""One mail: written in the transaction of the event, sent once after its commit."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.foundation.digests import text_digest
from store.mail.categories import choices

# A sender that recorded no outcome by then was killed: it waits for a server for EMAIL_TIMEOUT at most.
IN_HAND = timedelta(minutes=10)

KEPT = timedelta(days=90)
"""How long the addresses and texts of mails are kept."""


class MessageState(models.TextChoices):
    WAITING = "a-envoyer", "À envoyer"
    CLAIMED = "en-cours", "En cours d'envoi"
    SENT = "envoye", "Envoyé"
    SET_ASIDE = "ecarte", "Écarté"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        return self.filter(state=MessageState.WAITING, due__lte=timezone.now()).order_by("due", "pk")

    def unsure(self) -> "MessageQuerySet":
        """Claimed by a sender that recorded no outcome: they may have been sent."""
        return self.filter(state=MessageState.CLAIMED, claimed_at__lte=timezone.now() - IN_HAND)

    def set_aside(self) -> "MessageQuerySet":
        return self.filter(state=MessageState.SET_ASIDE)

    def resendable(self) -> "MessageQuerySet":
        """Only a person may decide to send these again, while their text is stored."""
        return (self.unsure() | self.set_aside()).exclude(text="")

    def forget_old(self) -> int:
        """Erase the addresses and texts older than KEPT; returns how many.

        The keys stay, so that nothing is sent twice.
        """
        old = self.filter(created__lt=timezone.now() - KEPT).exclude(to="")
        old.exclude(state=MessageState.SENT).update(state=MessageState.SET_ASIDE)
        return old.update(to="", reply_to="", subject="", text="", html="", error="")


class Message(models.Model):
    """`key` says what the mail is about (`demande:12:equipe`) and names nobody: it outlives the text and the address.

    `due`: when to try next. `error`: the last answer of the server.
    """

    key = models.CharField("clé", max_length=200, unique=True)
    category = models.CharField("sujet", max_length=20, choices=choices)
    to = models.EmailField("destinataire", blank=True)
    reply_to = models.EmailField("répondre à", blank=True)
    subject = models.CharField("objet", max_length=255, blank=True)
    text = models.TextField("texte", blank=True)
    html = models.TextField("texte mis en forme", blank=True)
    created = models.DateTimeField("écrit le", default=timezone.now, db_index=True)
    state = models.CharField("état", max_length=10, choices=MessageState, default=MessageState.WAITING)
    due = models.DateTimeField("à envoyer le", default=timezone.now)
    claimed_at = models.DateTimeField("pris en charge le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("dernière réponse", max_length=255, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["state", "due"], name="mail_state_due")]

    def __str__(self) -> str:
        return self.subject or self.key

    @property
    def may_have_left(self) -> bool:
        """Like `unsure`, for one message."""
        claimed = self.claimed_at if self.state == MessageState.CLAIMED else None
        return claimed is not None and claimed <= timezone.now() - IN_HAND

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django leaves ours alone
        """Overrides Django's, so that unknown fates show everywhere."""
        return "Sort inconnu" if self.may_have_left else MessageState(self.state).label

    @property
    def identifier(self) -> str:
        """The Message-ID, identical at each try, so that a mail server may recognise duplicates."""
        digest = text_digest(f"{settings.WAGTAILADMIN_BASE_URL} {self.key}")[:32]
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        return f"<{digest}@{domain}>"
