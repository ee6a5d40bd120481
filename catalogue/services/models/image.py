"""Images with a mandatory text alternative."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index


class Licence(models.TextChoices):
    OPEN = "etalab-2.0", "Licence Ouverte 2.0"
    CC_BY = "cc-by-4.0", "Creative Commons, attribution"
    CC_BY_SA = "cc-by-sa-4.0", "Creative Commons, attribution et partage à l'identique"
    PUBLIC_DOMAIN = "domaine-public", "Domaine public"
    AGREED = "accord", "Avec l'accord écrit de l'auteur"


class StoreImage(AbstractImage):
    description = models.CharField(
        "texte alternatif",
        max_length=255,
        help_text="Ce que montre l'image, pour celles et ceux qui ne la voient pas.",
    )
    author = models.CharField(
        "auteur", max_length=120, blank=True, help_text="Qui l'a faite : la personne, l'agence ou la collectivité."
    )
    licence = models.CharField(
        "licence",
        max_length=20,
        choices=Licence,
        blank=True,
        help_text="Ce qui permet de la publier. Sans auteur ni licence, aucune page ne peut la montrer dans son texte.",
    )
    is_demo = models.BooleanField("illustration de démonstration", default=False)

    # Lets the chooser filter a search by tag, which Wagtail's own fields do not allow.
    search_fields = [
        *(field for field in AbstractImage.search_fields if field.field_name != "tags"),
        index.RelatedFields(
            "tags", [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("name")]
        ),
    ]
    admin_form_fields = (*Image.admin_form_fields, "author", "licence", "is_demo")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    @property
    def has_rights(self) -> bool:
        return self.is_demo or bool(self.author and self.licence)

    @property
    def default_alt_text(self) -> str:
        return self.description


class StoreRendition(AbstractRendition):
    image = models.ForeignKey(StoreImage, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = "déclinaison d'image"
        verbose_name_plural = "déclinaisons d'images"
        indexes = [models.Index(fields=["file"], name="rendition_of_an_address")]
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]
