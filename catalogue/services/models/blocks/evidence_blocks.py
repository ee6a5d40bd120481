"""What proves: figures with their source, tables, pictures with their rights."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError
from wagtail.images.blocks import ImageBlock

_WITHOUT_RIGHTS = (
    "Cette image n'a pas d'auteur ou pas de licence : complétez-les dans la bibliothèque d'images, ou choisissez-en "
    "une autre."
)
_WITHOUT_CAPTION = "Donnez une légende au tableau : elle dit ce qu'il compare à celles et ceux qui l'écoutent."


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label="Chiffre", max_length=30)
    label = blocks.CharBlock(label="Ce qu'il mesure", max_length=160)
    source = blocks.CharBlock(label="Source", max_length=200)
    date = blocks.CharBlock(label="Date", max_length=40, help_text="Celle du chiffre : « décembre 2025 », « 2024 ».")


class FiguresBlock(blocks.ListBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(FigureBlock(), **kwargs)

    class Meta:
        label = "Chiffres clés"
        description = "Des nombres, chacun avec sa source et sa date."
        icon = "order"
        group = "Preuves"
        template = "services/blocks/figures.html"
        preview_value = [
            {
                "value": "75 %",
                "label": "des demandes réglées en cinq jours",
                "source": "Équipe du service",
                "date": "2025",
            }
        ]


class TableBlock(TypedTableBlock):
    text = blocks.CharBlock(label="Texte", required=False, max_length=300)
    number = blocks.DecimalBlock(label="Nombre", required=False, max_digits=15, decimal_places=2)
    rich_text = blocks.RichTextBlock(label="Texte avec liens", required=False, features=["bold", "link", "ul"])

    def clean(self, value: TypedTable) -> TypedTable:
        value = super().clean(value)
        if value.columns and not value.caption and not self.is_deferred_validation:
            raise TypedTableBlockValidationError(non_block_errors=[_WITHOUT_CAPTION])
        return value

    class Meta:
        label = "Tableau"
        description = "Des lignes et des colonnes, avec une légende. La première colonne nomme chaque ligne."
        icon = "table"
        group = "Preuves"
        template = "services/blocks/table.html"
        preview_value = {
            "caption": "Ce que demande chaque étape",
            "columns": [{"type": "text", "heading": "Étape"}, {"type": "text", "heading": "Durée"}],
            "rows": [{"values": ["Convention", "2 semaines"]}, {"values": ["Formation", "1 jour"]}],
        }


class PictureBlock(ImageBlock):
    """Alternative text or « décorative », and a picture whose rights are known."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value and not value.has_rights and not self.is_deferred_validation:
            raise StructBlockValidationError(block_errors={"image": ValidationError(_WITHOUT_RIGHTS)})
        return value

    class Meta:
        label = "Image"
        description = "Une image de la bibliothèque, avec son auteur et sa licence."
        icon = "image"
        group = "Preuves"
        template = "services/blocks/image.html"
