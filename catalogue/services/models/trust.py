"""Why one may trust a service: code, accessibility, security, data, and when the sheet was last checked."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from catalogue.services.licences import LicenceKind, licence_kind
from catalogue.services.models.vocabulary import Connection


class Rgaa(models.TextChoices):
    """The states of a declaration d'accessibilité (RGAA 4.1)."""

    CONFORME = "conforme", "Totalement conforme"
    PARTIELLE = "partielle", "Partiellement conforme"
    NON_CONFORME = "non-conforme", "Non conforme"
    INCONNU = "inconnu", "Non renseigné"


class TrustFields(models.Model):
    licence = models.CharField("licence", max_length=60, blank=True, help_text="Identifiant SPDX, par exemple MIT.")
    repository = models.URLField("code source", blank=True)
    closed_reason = models.CharField("pourquoi le code n'est pas ouvert", max_length=255, blank=True)
    rgaa_state = models.CharField("accessibilité (RGAA)", max_length=20, choices=Rgaa, default=Rgaa.INCONNU)
    rgaa_rate = models.DecimalField(
        "taux de conformité (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    rgaa_date = models.DateField("date de l'audit", null=True, blank=True)
    rgaa_auditor = models.CharField("auditeur", max_length=120, blank=True)
    rgaa_url = models.URLField("déclaration d'accessibilité", blank=True)
    eco_design = models.CharField("écoconception", max_length=255, blank=True)
    eco_url = models.URLField("déclaration d'écoconception", blank=True)
    eco_date = models.DateField("date de l'évaluation d'écoconception", null=True, blank=True)
    homologated = models.BooleanField("homologation de sécurité déclarée", null=True, blank=True)
    risk_analysis = models.BooleanField("analyse de risques déclarée", null=True, blank=True)
    security = models.CharField("sécurité", max_length=255, blank=True)
    personal_data = models.CharField("données personnelles", max_length=500, blank=True)
    privacy_url = models.URLField("politique de confidentialité", blank=True)
    connections = ParentalManyToManyField(
        Connection, verbose_name="connexions utilisées", blank=True, related_name="services"
    )
    statistics_url = models.URLField("statistiques publiques", blank=True)
    verified = models.DateField("dernière vérification de la fiche", null=True, blank=True)
    source = models.CharField("source des informations", max_length=255, blank=True)

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
        FieldPanel("statistics_url"),
        FieldPanel("source"),
    ]

    @property
    def licence_kind(self) -> LicenceKind:
        return licence_kind(self.licence, self.repository, self.closed_reason)
