"""Images with a mandatory text alternative."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index


class StoreImage(AbstractImage):
    description = models.CharField(
        "texte alternatif",
        max_length=255,
        help_text="Ce que montre l'image, pour celles et ceux qui ne la voient pas.",
    )
    is_demo = models.BooleanField("illustration de démonstration", default=False)

    # Lets the chooser filter a search by tag, which Wagtail's own fields do not allow.
    search_fields = [
        *(field for field in AbstractImage.search_fields if field.field_name != "tags"),
        index.RelatedFields(
            "tags", [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("name")]
        ),
    ]
    admin_form_fields = (*Image.admin_form_fields, "is_demo")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

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
