"""Tokens with which programs write the deployments of a service."""

import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from catalogue.foundation.digests import text_digest
from catalogue.services.models import ServicePage

PREFIX = "store_"
_SHOWN = len(PREFIX) + 6
_NOTED_EVERY = timedelta(minutes=1)
MOST_PER_SERVICE = 10
NAME_TAKEN = "Un jeton de ce service porte déjà ce nom."


def digest_of(secret: str) -> str:
    """A secret of 256 random bits needs neither salt nor a slow hash."""
    return text_digest(secret)


class TokenQuerySet(models.QuerySet["Token"]):
    def usable(self) -> "TokenQuerySet":
        return self.filter(revoked__isnull=True)

    def named_by(self, secret: str) -> "Token | None":
        """The usable token with this secret."""
        return self.usable().filter(digest=digest_of(secret)).select_related("service", "author").first()


class Token(models.Model):
    """Opens one service, for as long as its author maintains it (`store.accounts.policies` is asked at each request).

    The secret is shown once, when the token is made; the database keeps its digest only. Not Wagtail's APIToken, which
    opens the admin API as a person.
    """

    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="api_tokens", verbose_name="service")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="service_tokens", verbose_name="créé par"
    )
    name = models.CharField("nom", max_length=80)
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    beginning = models.CharField("début", max_length=12, editable=False)
    created = models.DateTimeField("créé le", default=timezone.now, editable=False)
    last_used = models.DateTimeField("utilisé pour la dernière fois le", null=True, editable=False)
    revoked = models.DateTimeField("révoqué le", null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton d'API"
        verbose_name_plural = "jetons d'API"
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "name"],
                condition=models.Q(revoked__isnull=True),
                name="one_usable_token_of_a_name",
                violation_error_message=NAME_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.service})"

    @classmethod
    def issue(cls, service: ServicePage, author, name: str) -> tuple[Self, str]:
        """Returns the token and its secret, which cannot be read again. Raises ValidationError."""
        secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
        token = cls(service=service, author=author, name=name, digest=digest_of(secret), beginning=secret[:_SHOWN])
        token.full_clean()
        try:
            with transaction.atomic():
                token._save_as_one_of_few()
        except IntegrityError as error:  # pressed twice at once
            raise ValidationError(NAME_TAKEN) from error
        return token, secret

    def _save_as_one_of_few(self) -> None:
        """Locks the row of the service, so that concurrent requests cannot exceed the maximum."""
        ServicePage.objects.select_for_update(of=("self",)).get(pk=self.service_id)
        if Token.objects.usable().filter(service=self.service_id).count() >= MOST_PER_SERVICE:
            raise ValidationError(
                f"Un service a {MOST_PER_SERVICE} jetons au plus : révoquez ceux qui ne servent plus."
            )
        self.save()

    def revoke(self) -> None:
        Token.objects.usable().filter(pk=self.pk).update(revoked=timezone.now())

    def note_use(self) -> None:
        """At most once a minute, so that a hundred requests do not cause a hundred writes."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used > _NOTED_EVERY:
            Token.objects.filter(pk=self.pk).update(last_used=now)
