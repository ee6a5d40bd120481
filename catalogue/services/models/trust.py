"""Why a service can be trusted: code, accessibility, security, data, and the last verification of the sheet."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from catalogue.foundation.dates import already
from catalogue.services.choices import LicenceKind, Rgaa
from catalogue.services.models.vocabulary import Connection
from catalogue.services.rules.asked_facts import ASKED_FACTS
from catalogue.services.sheet.fields import sheet_field

_COPYLEFT = ("AGPL", "GPL", "LGPL", "EUPL", "CECILL", "MPL", "OSL", "CC-BY-SA")


class AskedFactsField(models.JSONField):
    """A list of columns of asked facts (`["hosting", "rgaa_rate"]`), edited with check boxes."""

    names = tuple(one.column for one in ASKED_FACTS)

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=[(one.column, one.label) for one in ASKED_FACTS],
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )


class TrustFields(models.Model):
    licence = sheet_field(
        "trust.licence",
        models.CharField(
            "licence",
            max_length=60,
            blank=True,
            help_text="Son identifiant SPDX : MIT, AGPL-3.0-or-later… Vide si le code n'est pas ouvert.",
        ),
    )
    repository = sheet_field(
        "trust.repository",
        models.URLField(
            "code source",
            blank=True,
            help_text="Adresse publique du dépôt où lire le code.",
        ),
    )
    closed_reason = sheet_field(
        "trust.closed_reason",
        models.CharField(
            "pourquoi le code n'est pas ouvert",
            max_length=255,
            blank=True,
            help_text="À remplir si le code n'est pas public : la raison et, s'il y a lieu, la date d'ouverture "
            "prévue.",
        ),
    )
    rgaa_state = sheet_field(
        "trust.rgaa.state",
        models.CharField(
            "accessibilité (RGAA)",
            max_length=20,
            choices=Rgaa,
            default=Rgaa.INCONNU,
            help_text="Ce que dit la déclaration d'accessibilité du service. Sans déclaration publiée : « Non "
            "renseigné ».",
        ),
    )
    rgaa_rate = sheet_field(
        "trust.rgaa.rate",
        models.DecimalField(
            "taux de conformité (%)",
            max_digits=5,
            decimal_places=2,
            null=True,
            blank=True,
            validators=[MaxValueValidator(100)],
            help_text="Celui de la déclaration, entre 0 et 100.",
        ),
    )
    rgaa_date = sheet_field(
        "trust.rgaa.date",
        models.DateField(
            "date de l'audit",
            null=True,
            blank=True,
            validators=[already],
            help_text="Le jour de l'audit, tel que la déclaration l'indique.",
        ),
    )
    rgaa_auditor = sheet_field(
        "trust.rgaa.auditor",
        models.CharField(
            "auditeur",
            max_length=120,
            blank=True,
            help_text="L'organisme qui a fait l'audit. « Équipe du service » pour un audit interne.",
        ),
    )
    rgaa_url = sheet_field(
        "trust.rgaa.url",
        models.URLField(
            "déclaration d'accessibilité",
            blank=True,
            help_text="Adresse de la page « Accessibilité » du service.",
        ),
    )
    eco_design = sheet_field(
        "trust.eco_design",
        models.CharField(
            "écoconception",
            max_length=255,
            blank=True,
            help_text="Ce qui est fait pour consommer moins : poids des pages, durée de vie des appareils, "
            "hébergement…",
        ),
    )
    eco_url = sheet_field(
        "trust.eco_url",
        models.URLField(
            "déclaration d'écoconception",
            blank=True,
            help_text="Adresse de la déclaration (référentiel RGESN), si elle est publiée.",
        ),
    )
    eco_date = sheet_field(
        "trust.eco_date",
        models.DateField(
            "date de l'évaluation d'écoconception",
            null=True,
            blank=True,
            validators=[already],
            help_text="Le jour où la déclaration a été établie.",
        ),
    )
    homologated = sheet_field(
        "trust.homologation",
        models.BooleanField(
            "homologation de sécurité déclarée",
            null=True,
            blank=True,
            help_text="« Oui » seulement si une décision d'homologation est en vigueur ; « Inconnu » si vous "
            "l'ignorez.",
        ),
    )
    risk_analysis = sheet_field(
        "trust.risk_analysis",
        models.BooleanField(
            "analyse de risques déclarée",
            null=True,
            blank=True,
            help_text="« Oui » si l'équipe déclare en avoir mené une ; « Inconnu » si vous l'ignorez.",
        ),
    )
    security = sheet_field(
        "trust.security",
        models.CharField(
            "sécurité",
            max_length=255,
            blank=True,
            help_text="Ce qu'une collectivité peut en retenir : audits, suivi dans MonServiceSécurisé… Jamais une "
            "faille.",
        ),
    )
    personal_data = sheet_field(
        "trust.personal_data",
        models.CharField(
            "données personnelles",
            max_length=500,
            blank=True,
            help_text="Quelles données, pour quoi faire, combien de temps, et qui en est responsable.",
        ),
    )
    privacy_url = sheet_field(
        "trust.privacy_url",
        models.URLField(
            "politique de confidentialité",
            blank=True,
            help_text="Adresse de la page « Données personnelles » du service.",
        ),
    )
    connections = ParentalManyToManyField(
        Connection,
        verbose_name="connexions utilisées",
        blank=True,
        related_name="services",
        help_text="Ce à quoi le service est déjà relié, pas ce qui est prévu.",
    )
    statistics_url = sheet_field(
        "trust.statistics_url",
        models.URLField(
            "statistiques publiques",
            blank=True,
            help_text="Adresse de la page où chacun peut lire l'usage du service.",
        ),
    )
    impact_url = sheet_field(
        "trust.impact_url",
        models.URLField(
            "mesure de l'impact",
            blank=True,
            help_text="Adresse de la page où l'équipe dit ce que le service change, et comment elle le mesure.",
        ),
    )
    measures_url = sheet_field(
        "trust.measures_url",
        models.URLField(
            "mesures techniques publiques",
            blank=True,
            help_text="Adresse du relevé public (DashLord) : sécurité des échanges, suivi, mentions d'accessibilité.",
        ),
    )
    not_published = sheet_field(
        "trust.not_published",
        AskedFactsField(
            "non publié par l'équipe",
            blank=True,
            default=list,
            help_text="Ce que vous avez cherché dans les sources de la fiche sans le trouver. La fiche le dit, et "
            "l'équipe est invitée à répondre.",
        ),
    )
    looked_for = sheet_field(
        "trust.looked_for",
        models.DateField(
            "cherché le",
            null=True,
            blank=True,
            validators=[already],
            help_text="Le jour où les sources de la fiche ont été lues.",
        ),
    )
    verified = sheet_field(
        "trust.verified",
        models.DateField("dernière vérification de la fiche", null=True, blank=True, validators=[already]),
    )
    source = sheet_field(
        "trust.source",
        models.CharField(
            "source des informations",
            max_length=255,
            blank=True,
            help_text="D'où viennent les informations de la fiche : « Page publique du service, août 2026 ».",
        ),
        line="Source des informations",
    )

    class Meta:
        abstract = True

    trust_panels = [
        MultiFieldPanel(
            [FieldPanel("licence"), FieldPanel("repository"), FieldPanel("closed_reason")], heading="Code source"
        ),
        MultiFieldPanel(
            [FieldPanel(f"rgaa_{name}") for name in ("state", "rate", "date", "auditor", "url")],
            heading="Accessibilité",
        ),
        MultiFieldPanel([FieldPanel("eco_design"), FieldPanel("eco_url"), FieldPanel("eco_date")], "Écoconception"),
        MultiFieldPanel([FieldPanel("homologated"), FieldPanel("risk_analysis"), FieldPanel("security")], "Sécurité"),
        MultiFieldPanel([FieldPanel("personal_data"), FieldPanel("privacy_url")], "Données personnelles"),
        FieldPanel("connections", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("statistics_url"), FieldPanel("impact_url"), FieldPanel("measures_url")], "Chiffres et mesures"
        ),
        FieldPanel("source"),
        MultiFieldPanel([FieldPanel("not_published"), FieldPanel("looked_for")], "Ce que l'équipe ne publie pas"),
    ]

    def clean(self) -> None:
        super().clean()
        if self.not_published and not self.looked_for:
            raise ValidationError({"looked_for": "Dites quel jour vous avez cherché ce que l'équipe ne publie pas."})

    @property
    def licence_kind(self) -> LicenceKind:
        """From the SPDX identifier; without one, from a repository or the reason why there is none."""
        if self.licence:
            return LicenceKind.COPYLEFT if self.licence.upper().startswith(_COPYLEFT) else LicenceKind.PERMISSIVE
        if self.closed_reason:
            return LicenceKind.CLOSED
        return LicenceKind.PUBLIC if self.repository else LicenceKind.UNKNOWN
