"""The vocabularies that classify services, owned by editors."""

from typing import ClassVar, Self

from django.db import models, transaction
from django.urls import reverse

from catalogue.services.models.former_slug import FormerSlug


class Term(models.Model):
    """A term of a vocabulary. URLs and data files use its slug, which does not follow changes of its name.

    If the slug is changed or the term merged into another, the former slug redirects to the new one.
    """

    name = models.CharField("nom", max_length=100)
    slug = models.SlugField(
        "identifiant",
        max_length=60,
        unique=True,
        help_text="Figure dans les adresses. Si vous le changez, les anciens liens mènent au nouveau.",
    )
    order = models.PositiveSmallIntegerField("ordre", default=100)

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(*args, **kwargs)
        if before and before != self.slug:
            FormerSlug.objects.forward(type(self), before, self.slug)
        elif not before:
            FormerSlug.objects.of(type(self)).filter(slug=self.slug).delete()


class Theme(Term):
    """From the 11 themes of the 2021 Store and the 17 proposals selected on 3 May 2021."""

    description = models.CharField("description", max_length=255, blank=True)

    class Meta(Term.Meta):
        verbose_name = "thématique"
        verbose_name_plural = "thématiques"

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])

    @property
    def pictogram(self) -> str:
        return pictogram_of(self.slug)


PICTOGRAMS = {
    "demarches": "document/document-signature",
    "relation-usagers": "leisure/community",
    "communication": "digital/mail-send",
    "solidarite": "accessibility/mental-disabilities",
    "collaboration": "digital/ecosystem",
    "documents": "document/binders",
    "instances": "buildings/city-hall",
    "interventions": "system/flow-settings",
    "participation": "leisure/community",
    "signalement": "system/notification",
    "reservation": "digital/calendar",
    "financements": "document/contract",
    "donnees": "digital/data-visualization",
    "pilotage": "digital/data-visualization",
    "geographie": "map/map-pin",
    "urbanisme": "buildings/companie",
    "logement": "buildings/house",
    "ecologie": "environment/leaf",
    "dechets": "environment/tree",
    "agriculture": "environment/food",
    "mobilite": "map/compass",
    "emploi-entreprises": "buildings/factory",
    "commerces": "environment/grocery",
    "inclusion-numerique": "digital/self-training",
    "accessibilite": "accessibility/accessibility",
    "education": "buildings/school",
    "culture": "leisure/culture",
    "sante": "health/hospital",
    "securite-numerique": "system/padlock",
    "outils-numeriques": "digital/coding",
}
"""By slug of a theme: a file of the design system. `store.assets` gathers them in one sprite."""
ANY_PICTOGRAM = "leisure/catalog"


def pictogram_of(slug: str) -> str:
    """The name of a symbol of the sprite: « city-hall »."""
    return PICTOGRAMS.get(slug, ANY_PICTOGRAM).rpartition("/")[2]


class Audience(Term):
    class Group(models.TextChoices):
        COLLECTIVITE = "collectivite", "Collectivités"
        USAGER = "usager", "Utilisateurs"

    group = models.CharField("groupe", max_length=12, choices=Group, default=Group.USAGER)

    class Meta(Term.Meta):
        verbose_name = "public"
        verbose_name_plural = "publics"


class LegalVehicle(Term):
    """The legal form that carries a service: régie, syndicat mixte ouvert, GIP, SCIC, association, State…"""

    description = models.CharField("description", max_length=255, blank=True)

    class Meta(Term.Meta):
        verbose_name = "structure porteuse"
        verbose_name_plural = "structures porteuses"


class Connection(Term):
    """A shared building block that a service uses: FranceConnect, ProConnect, a national API."""

    url = models.URLField("site internet", blank=True)

    class Meta(Term.Meta):
        verbose_name = "connexion"
        verbose_name_plural = "connexions"
