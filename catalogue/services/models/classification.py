"""What kind of service it is, for whom, and how mature."""

from django.db import models
from django.forms import CheckboxSelectMultiple
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from catalogue.foundation.dates import already
from catalogue.services.choices import Family, Outcome, Phase
from catalogue.services.models.vocabulary import Audience, Theme
from catalogue.services.sheet.fields import sheet_field
from catalogue.territories.models import PriorityPolicy


class ClassificationFields(models.Model):
    themes = ParentalManyToManyField(
        Theme,
        verbose_name="thématiques",
        blank=True,
        related_name="services",
        help_text="Celles où une collectivité chercherait ce service ; une ou deux suffisent.",
    )
    audiences = ParentalManyToManyField(
        Audience,
        verbose_name="publics",
        blank=True,
        related_name="services",
        help_text="Les collectivités qui peuvent l'adopter et les personnes qui s'en servent.",
    )
    family = sheet_field(
        "family",
        models.CharField(
            "famille",
            max_length=20,
            choices=Family,
            blank=True,
            help_text="Qui est à l'origine du service. « Commun numérique » : plusieurs acteurs le maintiennent "
            "ensemble.",
        ),
    )
    phase = sheet_field(
        "phase",
        models.CharField(
            "phase",
            max_length=20,
            choices=Phase,
            blank=True,
            help_text="Investigation : le besoin est étudié, il n'y a rien à utiliser. Construction, pilote : premiers "
            "essais. Accélération : ouvert à de nouvelles collectivités. Pérennisé : durable. "
            "Arrêté : on ne peut plus le demander.",
        ),
    )
    phase_since = sheet_field(
        "phase_since",
        models.DateField(
            "dans cette phase depuis",
            null=True,
            blank=True,
            validators=[already],
            help_text="Le jour où cette phase a commencé, si vous le connaissez.",
        ),
    )
    started = sheet_field(
        "started",
        models.DateField(
            "lancé le",
            null=True,
            blank=True,
            help_text="Le premier jour du projet, même si le service a changé de nom depuis.",
        ),
    )
    outcome = sheet_field(
        "outcome",
        models.CharField(
            "issue dans l'axe 1",
            max_length=20,
            choices=Outcome,
            blank=True,
            help_text="Seulement pour un projet retenu dans la co-construction (axe 1 du plan de relance).",
        ),
    )
    policies = ParentalManyToManyField(
        PriorityPolicy,
        verbose_name="politiques prioritaires servies",
        blank=True,
        related_name="services",
        help_text="Seulement celles que le service sert expressément ; aucune s'il est ouvert à tous.",
    )
    technologies = sheet_field(
        "technologies",
        models.CharField(
            "technologies",
            max_length=255,
            blank=True,
            help_text="Langages et outils du code, séparés par des virgules.",
        ),
    )

    class Meta:
        abstract = True

    classification_panels = [
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        FieldPanel("audiences", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("family"), FieldPanel("outcome"), FieldPanel("policies", widget=CheckboxSelectMultiple)],
            heading="Famille et programme",
        ),
        MultiFieldPanel([FieldPanel("phase"), FieldPanel("phase_since"), FieldPanel("started")], heading="Avancement"),
        FieldPanel("technologies"),
    ]

    @property
    def is_stopped(self) -> bool:
        """No longer offered: it cannot be requested."""
        return self.phase == Phase.ARRETE
