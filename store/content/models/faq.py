"""Questions and answers, by subject."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from catalogue.services.models.blocks import ContentField
from catalogue.services.models.blocks.prose_blocks import QuestionBlock
from catalogue.services.sheet.structured_data import JsonForScript
from store.content.models.house_page import HousePage


class SubjectBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Sujet", max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label="Questions")

    class Meta:
        label = "Sujet"
        description = "Un sujet, et les questions que l'on pose à son propos."
        icon = "help"


class SubjectsBlock(blocks.StreamBlock):
    subject = SubjectBlock()


class SubjectsField(ContentField):
    vocabulary = SubjectsBlock


class FaqPage(HousePage):
    introduction = models.CharField("introduction", max_length=250, blank=True)
    subjects = SubjectsField(verbose_name="sujets", blank=True)

    template = "content/faq_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("subjects")]
    search_fields = [*Page.search_fields, index.SearchField("subjects")]

    class Meta:
        verbose_name = "page de questions"
        verbose_name_plural = "pages de questions"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "structured_data": JsonForScript(self.structured_data)}

    @property
    def structured_data(self) -> dict[str, Any]:
        asked = [question for subject in self.subjects for question in subject.value["questions"]]
        return {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "inLanguage": "fr",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": one["question"],
                    "acceptedAnswer": {"@type": "Answer", "text": get_text_for_indexing(one["answer"].source)},
                }
                for one in asked
            ],
        }
