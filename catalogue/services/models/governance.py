"""Who owns, operates, funds and decides about a service, and which team to contact.

Pages only show the address of the team to people who ask for it.
"""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from catalogue.foundation.french import of
from catalogue.services.models.answered_need import SHORT_TEXT
from catalogue.services.models.vocabulary import LegalVehicle
from catalogue.services.rules.contact_address import validate_shared_address
from catalogue.services.sheet.fields import sheet_field
from catalogue.territories.models import Organisation, Stratum


class GovernanceFields(models.Model):
    owned_by = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_services",
        verbose_name="propriétaire",
        help_text="L'organisation à qui appartient le service et qui en répond.",
    )
    operator = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="operated_services",
        verbose_name="opérateur",
        help_text="Celle qui le développe ou le fait fonctionner chaque jour ; souvent la même.",
    )
    vehicle = models.ForeignKey(
        LegalVehicle,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="structure porteuse",
        help_text="La forme juridique qui le porte : régie, syndicat mixte, GIP, association, convention, État…",
    )
    decision_body = sheet_field(
        "governance.decision_body",
        models.CharField(
            "instance de décision",
            max_length=255,
            blank=True,
            help_text="Qui décide des évolutions : « le comité des départements référents ».",
        ),
    )
    decision_rhythm = sheet_field(
        "governance.rhythm",
        models.CharField(
            "rythme des décisions",
            max_length=120,
            blank=True,
            help_text="« chaque trimestre », « deux fois par an ».",
        ),
    )
    financing = sheet_field(
        "governance.financing",
        RichTextField(
            "financement",
            features=SHORT_TEXT,
            blank=True,
            help_text="Qui paie le développement et le fonctionnement, et jusqu'à quand c'est assuré.",
        ),
        line="Qui paie",
    )
    budget_url = sheet_field(
        "governance.budget_url",
        models.URLField(
            "budget publié",
            blank=True,
            help_text="Adresse de la page où l'équipe dit ce que le service coûte.",
        ),
    )
    reversibility = sheet_field(
        "governance.reversibility",
        RichTextField(
            "réversibilité",
            features=SHORT_TEXT,
            blank=True,
            help_text="Comment on quitte le service, avec quelles données.",
        ),
        line="Comment on quitte le service",
    )

    class Meta:
        abstract = True

    governance_panels = [
        MultiFieldPanel(
            [FieldPanel("owned_by"), FieldPanel("operator"), FieldPanel("vehicle")],
            heading="Qui porte le service",
        ),
        MultipleChooserPanel("partners", chooser_field_name="organisation", heading="Partenaires", label="Partenaire"),
        InlinePanel("consortium", heading="Consortium", label="Membre"),
        MultiFieldPanel([FieldPanel("decision_body"), FieldPanel("decision_rhythm")], heading="Décisions"),
        FieldPanel("financing"),
        FieldPanel("budget_url"),
        InlinePanel("contributions", heading="Contribution par strate de population", label="Règle"),
        FieldPanel("reversibility"),
    ]


class ContactFields(models.Model):
    contact_team = sheet_field(
        "contact.team",
        models.CharField(
            "équipe ou fonction à contacter",
            max_length=120,
            blank=True,
            help_text="« Équipe RDV Service Public », « Référent numérique ». Pas le nom d'une personne.",
        ),
    )
    contact_email = sheet_field(
        "contact.email",
        models.EmailField(
            "adresse générique",
            blank=True,
            validators=[validate_shared_address],
            help_text="Jamais l'adresse d'une personne. Elle n'apparaît pas dans la page.",
        ),
    )

    class Meta:
        abstract = True

    contact_panels = [MultiFieldPanel([FieldPanel("contact_team"), FieldPanel("contact_email")], "Contact")]


class Partner(Orderable):
    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="organisation")

    class Meta(Orderable.Meta):
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"


class ConsortiumMember(Orderable):
    """A collectivité that steers the service. A territoire référent names the pilot sites where it is tested."""

    class Role(models.TextChoices):
        PILOTE = "pilote", "Pilote"
        REFERENT = "referent", "Territoire référent"
        MEMBRE = "membre", "Membre"

    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="consortium")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consortium_seats", verbose_name="organisation"
    )
    role = models.CharField(
        "rôle",
        max_length=12,
        choices=Role,
        default=Role.MEMBRE,
        help_text="Pilote : mène le consortium. Territoire référent : essaie le service le premier, sur ses sites.",
    )
    since = models.DateField(
        "depuis",
        null=True,
        blank=True,
        help_text="Le jour de l'entrée dans le consortium, si vous le connaissez.",
    )
    pilot_sites = models.TextField("sites pilotes", blank=True, help_text="Un site par ligne.")
    source = models.CharField(
        "source",
        max_length=255,
        blank=True,
        help_text="D'où vient cette information : un document public, une date.",
    )

    class Meta(Orderable.Meta):
        verbose_name = "membre du consortium"
        verbose_name_plural = "membres du consortium"

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display().lower()} {of(str(self.page))}"

    @property
    def site_names(self) -> list[str]:
        return [line.strip() for line in self.pilot_sites.splitlines() if line.strip()]


class CostShare(Orderable):
    """What collectivités of a population stratum pay; an empty stratum means all."""

    page = ParentalKey("services.ServicePage", on_delete=models.CASCADE, related_name="contributions")
    stratum = models.CharField("strate", max_length=12, choices=Stratum, blank=True, help_text="Vide : toutes.")
    rule = models.CharField(
        "règle",
        max_length=200,
        help_text="« 500 € par an », « gratuit », « au prorata de la population ».",
    )

    class Meta(Orderable.Meta):
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
