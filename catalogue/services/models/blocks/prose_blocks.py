"""What is told: text, steps, questions, callouts, testimonies."""

from wagtail import blocks

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ul", "ol", "link", "document-link"]
"""Headings of a text are stored as h3 and h4; the place where it is shown says their level (`with_headings`)."""


class TextBlock(blocks.RichTextBlock):
    class Meta:
        label = "Texte"
        description = "Des paragraphes, des listes et des intertitres."
        icon = "pilcrow"
        group = "Textes"
        features = TEXT_FEATURES
        template = "services/blocks/text.html"
        preview_value = "<h3>Avant de commencer</h3><p>Deux agents suffisent : un <b>référent</b> et son suppléant.</p>"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Étape", max_length=120)
    detail = blocks.TextBlock(label="Détail", required=False)


class StepsBlock(blocks.ListBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(StepBlock(), **kwargs)

    class Meta:
        label = "Étapes"
        description = "Ce qui se fait l'un après l'autre, numéroté."
        icon = "list-ol"
        group = "Textes"
        template = "services/blocks/steps.html"
        preview_value = [
            {"title": "Désigner un référent", "detail": "Souvent la direction des services."},
            {"title": "Ouvrir le service", "detail": "Une demi-journée, avec l'équipe."},
        ]


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Question", max_length=200)
    answer = blocks.RichTextBlock(label="Réponse", features=TEXT_FEATURES)


class QuestionsBlock(blocks.ListBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(QuestionBlock(), **kwargs)

    class Meta:
        label = "Questions fréquentes"
        description = "Des questions, dont chaque réponse se déplie."
        icon = "help"
        group = "Textes"
        template = "services/blocks/faq.html"
        preview_value = [{"question": "Faut-il une délibération ?", "answer": "<p>Non, une convention suffit.</p>"}]


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.RichTextBlock(label="Texte", features=TEXT_FEATURES)

    class Meta:
        label = "Mise en avant"
        description = "Ce qu'il ne faut pas manquer : une par page, c'est déjà assez."
        icon = "info-circle"
        group = "Textes"
        template = "services/blocks/callout.html"
        preview_value = {"title": "À savoir", "text": "<p>Le service est gratuit pour les communes.</p>"}


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Témoignage")
    author = blocks.CharBlock(label="Auteur", max_length=120)
    role = blocks.CharBlock(label="Fonction et collectivité", required=False, max_length=160)

    class Meta:
        label = "Témoignage"
        description = "Ce qu'une personne a dit, avec son accord et sa fonction."
        icon = "openquote"
        group = "Textes"
        template = "services/blocks/quote.html"
        preview_value = {
            "text": "Nous avons gagné une heure par jour.",
            "author": "Une secrétaire de mairie",
            "role": "",
        }
