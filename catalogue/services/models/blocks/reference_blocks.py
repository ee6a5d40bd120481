"""What leads elsewhere: sheets of services, documents, videos, links, people to reach."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.rich_text import get_text_for_indexing
from wagtail.snippets.blocks import SnippetChooserBlock

from catalogue.services.models.blocks.prose_blocks import TEXT_FEATURES

MOST_CARDS = 6
ON_THE_WEB = [URLValidator(schemes=["http", "https"])]


class ServiceCardsBlock(blocks.StructBlock):
    """Those that were chosen, in that order, then those of the theme, the most used first."""

    services = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="services.ServicePage", label="Service"),
        label="Services choisis",
        default=[],
        max_num=MOST_CARDS,
    )
    theme = SnippetChooserBlock("services.Theme", label="Thématique", required=False)
    title = blocks.CharBlock(label="Titre", required=False, max_length=120)
    most = blocks.IntegerBlock(
        label="Combien de cartes au plus", required=False, min_value=1, max_value=MOST_CARDS, default=3
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if not (value["services"] or value["theme"] or self.is_deferred_validation):
            raise StructBlockValidationError(
                block_errors={"theme": ValidationError("Choisissez des services ou une thématique.")}
            )
        return value

    class Meta:
        label = "Cartes de services"
        description = "Quelques services du catalogue, choisis un à un ou par thématique."
        icon = "list-ul"
        group = "Services"
        template = "services/blocks/service_cards.html"
        form_layout = BlockGroup(children=["services", "theme"], settings=["title", "most"])


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label="Document")
    title = blocks.CharBlock(
        label="Titre", required=False, max_length=120, help_text="Vide : celui de la bibliothèque."
    )

    class Meta:
        label = "Document"
        description = "Un fichier à télécharger : modèle de délibération, convention, liste à cocher."
        icon = "doc-full-inverse"
        group = "Fichiers et liens"
        template = "services/blocks/document.html"


class VideoBlock(blocks.StructBlock):
    """A link: nothing of another site is loaded with our pages."""

    title = blocks.CharBlock(label="Titre", max_length=120)
    url = blocks.URLBlock(label="Adresse de la vidéo", validators=ON_THE_WEB)
    transcript = blocks.RichTextBlock(
        label="Transcription",
        features=TEXT_FEATURES,
        help_text="Ce qui est dit et montré, en entier : pour qui ne peut ni voir ni entendre la vidéo.",
    )
    duration = blocks.CharBlock(label="Durée", required=False, max_length=30, help_text="« 3 minutes ».")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        said = get_text_for_indexing(value["transcript"].source) if value["transcript"] else ""
        if not (said.strip() or self.is_deferred_validation):  # the editor writes an empty paragraph for nothing
            raise StructBlockValidationError(
                block_errors={"transcript": ValidationError("Écrivez ce qui est dit et montré dans la vidéo.")}
            )
        return value

    class Meta:
        label = "Vidéo"
        description = "Un lien vers une vidéo, et sa transcription."
        icon = "media"
        group = "Fichiers et liens"
        template = "services/blocks/video.html"
        form_layout = BlockGroup(children=["title", "url", "transcript"], settings=["duration"])
        preview_value = {
            "title": "Prendre rendez-vous en ligne",
            "url": "https://www.exemple.fr/video",
            "transcript": "<p>« Bonjour, voici comment ouvrir un créneau. »</p>",
            "duration": "3 minutes",
        }


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    url = blocks.URLBlock(label="Adresse", validators=ON_THE_WEB)
    text = blocks.CharBlock(label="Description", required=False, max_length=200)

    class Meta:
        label = "Lien utile"
        description = "Un autre site, et ce qu'on y trouve."
        icon = "link"
        group = "Fichiers et liens"
        template = "services/blocks/link.html"
        preview_value = {"title": "Le guide de la CNIL", "url": "https://www.cnil.fr", "text": "Données personnelles"}


class ContactBlock(blocks.StructBlock):
    """A team, never a person: neither mail address nor telephone number is written in a page."""

    team = blocks.CharBlock(
        label="Équipe ou fonction", max_length=120, help_text="« Équipe du Store ». Pas le nom d'une personne."
    )
    text = blocks.CharBlock(label="Pour quelles questions", required=False, max_length=200)
    page = blocks.PageChooserBlock(label="Page où la joindre", required=False)
    url = blocks.URLBlock(label="Ou adresse d'un formulaire", required=False, validators=ON_THE_WEB)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not (value["page"] or value["url"] or self.is_deferred_validation):
            raise StructBlockValidationError(
                block_errors={"page": ValidationError("Choisissez une page, ou donnez une adresse.")}
            )
        return value

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        """The title of a page is told to those who may all read it."""
        page = value["page"]
        shown = page if page and page.live and not page.get_view_restrictions().exists() else None
        return {**super().get_context(value, parent_context), "page_shown": shown}

    class Meta:
        label = "Contact"
        description = "Qui joindre, et où."
        icon = "mail"
        group = "Fichiers et liens"
        template = "services/blocks/contact.html"
        preview_value = {"team": "Équipe du Store", "text": "Un doute ?", "page": None, "url": "https://www.exemple.fr"}
