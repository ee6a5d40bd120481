"""The body of a sheet: eight types of blocks, with templates in templates/services/blocks/."""

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ul", "ol", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label="Chiffre", max_length=30)
    label = blocks.CharBlock(label="Ce qu'il mesure", max_length=160)
    source = blocks.CharBlock(label="Source", required=False, max_length=200)


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Étape", max_length=120)
    detail = blocks.TextBlock(label="Détail", required=False)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Question", max_length=200)
    answer = blocks.RichTextBlock(label="Réponse", features=TEXT_FEATURES)


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.RichTextBlock(label="Texte", features=TEXT_FEATURES)

    class Meta:
        label = "Mise en avant"
        icon = "info-circle"
        template = "services/blocks/callout.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Témoignage")
    author = blocks.CharBlock(label="Auteur", max_length=120)
    role = blocks.CharBlock(label="Fonction et collectivité", required=False, max_length=160)

    class Meta:
        label = "Témoignage"
        icon = "openquote"
        template = "services/blocks/quote.html"


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    url = blocks.URLBlock(label="Adresse")
    text = blocks.CharBlock(label="Description", required=False, max_length=200)

    class Meta:
        label = "Lien utile"
        icon = "link"
        template = "services/blocks/link.html"


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label="Texte", features=TEXT_FEATURES, icon="pilcrow", template="services/blocks/text.html"
    )
    figures = blocks.ListBlock(
        FigureBlock(), label="Chiffres clés", icon="order", template="services/blocks/figures.html"
    )
    steps = blocks.ListBlock(StepBlock(), label="Étapes", icon="list-ol", template="services/blocks/steps.html")
    faq = blocks.ListBlock(
        QuestionBlock(), label="Questions fréquentes", icon="help", template="services/blocks/faq.html"
    )
    callout = CalloutBlock()
    quote = QuoteBlock()
    link = LinkBlock()
    image = ImageBlock(label="Image", template="services/blocks/image.html")


class BodyField(StreamField):
    """Keeps block types out of migrations, where each change would rewrite thousands of lines."""

    def __init__(self, *args, **kwargs):
        kwargs.pop("block_lookup", None)
        super().__init__(BodyBlock(), **kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
