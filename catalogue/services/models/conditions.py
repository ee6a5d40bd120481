"""Who may use a service, what it costs, and how to start."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from catalogue.services.choices import CostModel
from catalogue.services.models.answered_need import SHORT_TEXT
from catalogue.services.sheet.fields import sheet_field
from catalogue.territories.models import Kind


class KindsField(models.JSONField):
    """A list of kinds of collectivité (`["commune", "epci"]`), edited with check boxes."""

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=Kind.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )


class ConditionFields(models.Model):
    allowed_kinds = sheet_field(
        "conditions.kinds",
        KindsField(
            "natures de collectivité admises", blank=True, default=list, help_text="Aucune case cochée : toutes."
        ),
    )
    population_min = sheet_field(
        "conditions.population_min",
        models.PositiveIntegerField(
            "population minimale",
            null=True,
            blank=True,
            help_text="À partir de ce nombre d'habitants, compris. Vide : pas de minimum.",
        ),
    )
    population_max = sheet_field(
        "conditions.population_max",
        models.PositiveIntegerField(
            "population maximale",
            null=True,
            blank=True,
            help_text="Jusqu'à ce nombre d'habitants, compris. Vide : pas de maximum.",
        ),
    )
    prerequisites = sheet_field(
        "conditions.prerequisites",
        RichTextField(
            "prérequis",
            features=SHORT_TEXT,
            blank=True,
            help_text="Ce qu'il faut avoir avant de commencer : matériel, compte, délibération, convention…",
        ),
        line="Prérequis",
    )
    cost_model = sheet_field(
        "conditions.cost_model",
        models.CharField(
            "modèle de coût",
            max_length=20,
            choices=CostModel,
            default=CostModel.INCONNU,
            help_text="« Participation aux frais » : la collectivité contribue à un pot commun, sans acheter le "
            "service.",
        ),
    )
    cost = sheet_field(
        "conditions.cost",
        models.CharField(
            "coût",
            max_length=255,
            blank=True,
            help_text="Le montant ou la façon de le calculer : « 0,10 € par habitant et par an ».",
        ),
    )
    onboarding_time = sheet_field(
        "conditions.onboarding_time",
        models.CharField(
            "délai de mise en place",
            max_length=120,
            blank=True,
            help_text="De la demande au premier usage : « deux semaines », « un après-midi ».",
        ),
        line="Délai de mise en place",
    )
    support = sheet_field(
        "conditions.support",
        models.CharField(
            "assistance",
            max_length=255,
            blank=True,
            help_text="Par qui et quand une collectivité est aidée : « par courriel, du lundi au vendredi ».",
        ),
        line="Assistance",
    )
    hosting = sheet_field(
        "conditions.hosting",
        models.CharField(
            "hébergement",
            max_length=255,
            blank=True,
            help_text="Où sont les données et chez qui : « en France, hébergeur qualifié SecNumCloud ».",
        ),
        line="Hébergement",
    )

    class Meta:
        abstract = True

    conditions_panels = [
        MultiFieldPanel(
            [FieldPanel("allowed_kinds"), FieldPanel("population_min"), FieldPanel("population_max")],
            heading="Qui peut l'utiliser",
        ),
        InlinePanel("required_services", heading="Services à utiliser d'abord", label="Service"),
        FieldPanel("prerequisites"),
        MultiFieldPanel([FieldPanel("cost_model"), FieldPanel("cost")], heading="Coût"),
        MultiFieldPanel([FieldPanel("onboarding_time")], heading="Mise en place"),
        InlinePanel("onboarding_steps", heading="Étapes de mise en place", label="Étape"),
        MultiFieldPanel([FieldPanel("support"), FieldPanel("hosting")], heading="Assistance et hébergement"),
    ]

    def clean(self) -> None:
        super().clean()
        if self.population_min and self.population_max and self.population_min > self.population_max:
            raise ValidationError({"population_max": "La population maximale est inférieure à la population minimale."})


class RequiredService(Orderable):
    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="required_services")
    service = models.ForeignKey("services.ServicePage", models.CASCADE, related_name="+", verbose_name="service")

    panels = [PageChooserPanel("service")]

    class Meta(Orderable.Meta):
        verbose_name = "service requis"
        verbose_name_plural = "services requis"


class OnboardingStep(Orderable):
    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="onboarding_steps")
    title = models.CharField(
        "étape",
        max_length=120,
        help_text="Ce que fait la collectivité, en quelques mots : « Signer la convention ».",
    )
    detail = models.TextField(
        "détail",
        blank=True,
        help_text="Qui s'en charge et ce qu'il faut préparer.",
    )
    duration = models.CharField(
        "durée",
        max_length=60,
        blank=True,
        help_text="« une heure », « deux semaines »…",
    )

    class Meta(Orderable.Meta):
        verbose_name = "étape de mise en place"
        verbose_name_plural = "étapes de mise en place"
