"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Mandate(models.TextChoices):
    """What one is in one's collectivité; people say it of themselves, no right depends on it."""

    AGENT = "agent", "Agent"
    DGS = "dgs", "Direction générale (DGS, DGA)"
    ELU = "elu", "Élu ou élue"


class User(AbstractUser):
    """A person. ProConnect identifies one by (`issuer`, `sub`), never by e-mail; `siret` names the employer.

    Whoever is attached to an `organisation` acts for it: roles are read by `store.accounts.people.person_of`.
    """

    issuer = models.CharField("fournisseur d'identité", max_length=255, blank=True)
    # Null for who signs in with a password: the constraint below counts nulls as different.
    sub = models.CharField("identifiant chez ce fournisseur", max_length=255, null=True, blank=True)  # noqa: DJ001  as said above
    siret = models.CharField("SIRET de l'employeur", max_length=14, blank=True)
    name = models.CharField("nom complet", max_length=200, blank=True)
    mandate = models.CharField("mandat", max_length=5, choices=Mandate, blank=True)
    organisation = models.ForeignKey(
        "territories.Organisation",
        verbose_name="organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        help_text="La personne agit au nom de cette organisation : elle voit et confirme ce que celle-ci utilise.",
    )
    is_demo = models.BooleanField("compte de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = [models.UniqueConstraint(fields=["issuer", "sub"], name="one_person_per_identity")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """How Wagtail names people, too."""
        return self.name or super().get_full_name()
