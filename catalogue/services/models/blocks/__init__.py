"""What a sheet or a page of the Store is written with: one vocabulary, with templates in templates/services/blocks/.

No block chooses a level of heading, a colour or a column: the place where it is shown does.
"""

from wagtail import blocks
from wagtail.fields import StreamField

from catalogue.services.models.blocks.evidence_blocks import FiguresBlock, PictureBlock, TableBlock
from catalogue.services.models.blocks.prose_blocks import (
    CalloutBlock,
    QuestionsBlock,
    QuoteBlock,
    StepsBlock,
    TextBlock,
)
from catalogue.services.models.blocks.reference_blocks import (
    ContactBlock,
    DocumentBlock,
    LinkBlock,
    ServiceCardsBlock,
    VideoBlock,
)


class ContentBlock(blocks.StreamBlock):
    text = TextBlock()
    steps = StepsBlock()
    faq = QuestionsBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    figures = FiguresBlock()
    table = TableBlock()
    image = PictureBlock()
    services = ServiceCardsBlock()
    document = DocumentBlock()
    video = VideoBlock()
    link = LinkBlock()
    contact = ContactBlock()


class ContentField(StreamField):
    """Keeps block types out of migrations, where each change would rewrite thousands of lines.

    `manage.py check_blocks` finds what is stored under a type that is no longer here: Wagtail drops it in silence.
    """

    vocabulary: type[blocks.StreamBlock] = ContentBlock

    def __init__(self, *args, **kwargs) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(self.vocabulary(), **kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


BodyField = ContentField  # its name in the first migrations

__all__ = ["BodyField", "ContentBlock", "ContentField"]
