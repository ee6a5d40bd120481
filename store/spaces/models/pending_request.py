"""A request made without an account, until its address is confirmed. Nobody else can read it."""

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from catalogue.deployments.models import AdoptionRequest, Function
from catalogue.foundation.digests import text_digest
from catalogue.foundation.text import longest
from catalogue.territories.models import Organisation

VALIDITY = timedelta(days=7)
"""Long enough for people who work two days a week. The form and the mail state it."""


def _of_request(name: str) -> int:
    return longest(AdoptionRequest, name)


def hash_of(secret: str) -> str:
    return text_digest(secret)


class PendingRequestQuerySet(models.QuerySet["PendingRequest"]):
    def open(self) -> "PendingRequestQuerySet":
        return self.filter(created__gt=timezone.now() - VALIDITY)

    def by_link(self, secret: str) -> "PendingRequestQuerySet":
        return self.open().filter(secret=hash_of(secret))


class PendingRequest(models.Model):
    """`secret` is the hash of the secret in the link. `form` identifies the form: submitting twice makes one row."""

    form = models.UUIDField("jeton du formulaire", unique=True, editable=False)
    secret = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    created = models.DateTimeField("reçue le", default=timezone.now, db_index=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="collectivité")
    services = models.JSONField("services demandés", default=list)
    name = models.CharField("nom", max_length=_of_request("name"))
    email = models.EmailField("adresse électronique")
    phone = models.CharField("téléphone", max_length=_of_request("phone"), blank=True)
    function = models.CharField("fonction", max_length=_of_request("function"), choices=Function)
    need = models.CharField("besoin", max_length=_of_request("need"))
    text = models.TextField("message", max_length=_of_request("text"), blank=True)

    SAID = ("organisation", "name", "email", "phone", "function", "need", "text")

    objects = PendingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande à confirmer"
        verbose_name_plural = "demandes à confirmer"

    def __str__(self) -> str:
        return f"Demande à confirmer n° {self.pk}"

    @property
    def expires(self) -> datetime:
        return self.created + VALIDITY

    def said(self) -> dict:
        return {name: getattr(self, name) for name in self.SAID}

    def renew_secret(self) -> str:
        """Returns a new secret, which only the mail holds."""
        secret = secrets.token_urlsafe(32)
        self.secret = hash_of(secret)
        return secret
