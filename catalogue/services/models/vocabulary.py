"""The words services are classified with; editors own them."""

from django.db import models
from django.urls import reverse


class Term(models.Model):
    """A word of a vocabulary. The slug is what URLs and data files use; it never changes when the name does."""

    name = models.CharField("nom", max_length=100)
    slug = models.SlugField(
        "identifiant", max_length=60, unique=True, help_text="Figure dans les adresses : ne le changez pas."
    )
    order = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Theme(Term):
    """From the 11 themes of the 2021 Store and the 17 propositions selected on 3 May 2021."""

    description = models.CharField("description", max_length=255, blank=True)

    class Meta(Term.Meta):
        verbose_name = "thématique"
        verbose_name_plural = "thématiques"

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])


class Audience(Term):
    class Group(models.TextChoices):
        COLLECTIVITE = "collectivite", "Collectivités"
        USAGER = "usager", "Utilisateurs"

    group = models.CharField("groupe", max_length=12, choices=Group, default=Group.USAGER)

    class Meta(Term.Meta):
        verbose_name = "public"
        verbose_name_plural = "publics"


class LegalVehicle(Term):
    """Who carries a service in law: régie, syndicat mixte ouvert, GIP, SCIC, association, convention, State…"""

    description = models.CharField("description", max_length=255, blank=True)

    class Meta(Term.Meta):
        verbose_name = "structure porteuse"
        verbose_name_plural = "structures porteuses"


class Connection(Term):
    """A shared building block a service is connected to: FranceConnect, ProConnect, a national API."""

    url = models.URLField("site internet", blank=True)

    class Meta(Term.Meta):
        verbose_name = "connexion"
        verbose_name_plural = "connexions"
