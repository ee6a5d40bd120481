"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person. ProConnect identifies one by (issuer, `sub`), never by e-mail; `siret` names the employer."""

    sub = models.CharField("identifiant ProConnect", max_length=255, unique=True, null=True, blank=True)
    siret = models.CharField("SIRET de l'employeur", max_length=14, blank=True)
    name = models.CharField("nom complet", max_length=200, blank=True)
    organisation = models.ForeignKey(
        "territories.Organisation",
        verbose_name="organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
    )

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"

    def __str__(self) -> str:
        return self.name or self.get_full_name() or self.username
