"""The need first: what the collectivité gets done, before the name of the tool."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from catalogue.services.models.blocks import ContentField
from catalogue.services.sheet.fields import sheet_field

SHORT_TEXT = ["bold", "italic", "ul", "ol", "link"]


class NeedFields(models.Model):
    action = sheet_field(
        "action",
        models.CharField(
            "ce que la collectivité peut faire",
            max_length=120,
            help_text="Une phrase qui commence par un verbe : « Gérer les rendez-vous de nos services sociaux ». "
            "C'est le titre de la fiche et de la carte.",
        ),
    )
    summary = sheet_field(
        "summary", models.CharField("résumé", max_length=150, help_text="Une phrase, 150 caractères au plus.")
    )
    problem = sheet_field(
        "problem",
        RichTextField(
            "le problème",
            features=SHORT_TEXT,
            blank=True,
            help_text="Ce que vivent aujourd'hui les agents ou les habitants, sans parler de l'outil.",
        ),
    )
    solution = sheet_field(
        "solution",
        RichTextField(
            "la solution",
            features=SHORT_TEXT,
            blank=True,
            help_text="Ce que le service change pour eux, étape par étape.",
        ),
    )
    results = sheet_field(
        "results",
        RichTextField(
            "les résultats",
            features=SHORT_TEXT,
            blank=True,
            help_text="Des effets constatés, de préférence avec un nombre et sa source.",
        ),
    )
    body = sheet_field(
        "body",
        ContentField(
            verbose_name="présentation",
            blank=True,
            help_text="Le reste de ce qu'une collectivité veut savoir : textes, étapes, chiffres, questions et "
            "réponses.",
        ),
    )
    website = sheet_field(
        "url",
        models.URLField(
            "site du service",
            blank=True,
            help_text="L'adresse où la collectivité découvre le service ou s'y connecte.",
        ),
    )
    video_url = sheet_field(
        "video_url", models.URLField("vidéo", blank=True, help_text="Adresse d'une vidéo de présentation, sous-titrée.")
    )
    logo = models.ForeignKey(
        "services.StoreImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="logo",
        help_text="Laissez vide s'il n'y en a pas. Décrivez-le quand vous l'ajoutez à la bibliothèque d'images.",
    )

    class Meta:
        abstract = True

    need_panels = [
        MultiFieldPanel([FieldPanel("action"), FieldPanel("summary")], heading="Le besoin d'abord"),
        MultiFieldPanel(
            [FieldPanel("problem"), FieldPanel("solution"), FieldPanel("results")],
            heading="Problème, solution, résultats",
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("video_url"), FieldPanel("logo")], heading="Liens et logo"),
        InlinePanel("screenshots", heading="Captures d'écran", label="Capture"),
    ]


class Screenshot(Orderable):
    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="screenshots")
    image = models.ForeignKey("services.StoreImage", models.CASCADE, related_name="+", verbose_name="image")
    caption = models.CharField(
        "légende",
        max_length=200,
        blank=True,
        help_text="Ce que l'on voit sur la capture, affiché sous l'image.",
    )

    class Meta(Orderable.Meta):
        verbose_name = "capture d'écran"
        verbose_name_plural = "captures d'écran"
