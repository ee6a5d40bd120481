"""The page of one service, called its sheet."""

from django.db import models
from django.http import Http404
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.answered_need import NeedFields
from catalogue.services.models.classification import ClassificationFields
from catalogue.services.models.conditions import ConditionFields
from catalogue.services.models.governance import ContactFields, GovernanceFields
from catalogue.services.models.origin_step import ORIGIN_PANELS
from catalogue.services.models.reviewed import Reviewed
from catalogue.services.models.sheet_form import SheetForm
from catalogue.services.models.trust import TrustFields
from catalogue.services.rules.visibility import KnownRestrictions, ServiceQuerySet
from catalogue.services.sheet.card import card_of
from catalogue.services.sheet.fields import sheet_field
from catalogue.services.sheet.sheet import sheet_of
from catalogue.territories.chosen import chosen_territory

CARD_PREVIEW = "carte"
NAME_PANEL = TitleFieldPanel(
    "title",
    heading="Nom du service",
    placeholder=False,
    classname="",  # with its label and its border: Wagtail shows neither of a title without a placeholder
    help_text="Le nom de l'outil, tel que son équipe l'écrit : « RDV Service Public ».",
)


def _guide(chapter: str, about: str) -> HelpPanel:
    """A link to this chapter of the guide of those who write here, which a higher layer fills in."""
    return HelpPanel(content=chapter, heading=about, template="services/admin/form_help.html")


ADOPTION_PANELS = [MultiFieldPanel([FieldPanel("deployed_definition"), FieldPanel("is_demo")], heading="Adoption")]


class ServicePage(
    NeedFields,
    ClassificationFields,
    GovernanceFields,
    ConditionFields,
    TrustFields,
    ContactFields,
    Reviewed,
    PlainAddress,
    KnownRestrictions,
    Page,
):
    """A shared digital service. `title` is its name, `action` what a collectivité gets done with it.

    `verified` is that of `TrustFields`, which files fill too.
    """

    external_id = models.CharField(
        "identifiant dans le fichier d'origine", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    deployed_definition = sheet_field(
        "deployed_definition",
        models.CharField(
            "ce que « déployé » veut dire",
            max_length=255,
            blank=True,
            help_text="Une phrase, affichée à côté de chaque nombre : « Au moins un agent a ouvert un créneau… ».",
        ),
    )
    is_demo = sheet_field(
        "demo",
        models.BooleanField(
            "fiche de démonstration",
            default=False,
            help_text="Cochée, la fiche porte l'étiquette « donnée de démonstration ».",
        ),
    )
    incomplete_reason = models.CharField(
        "pourquoi cette fiche reste incomplète",
        max_length=500,
        blank=True,
        help_text="Demandé pour la relecture quand la moitié des renseignements manquent : lesquels, et quand vous "
        "pensez les avoir. Lu par les personnes qui relisent ; jamais publié.",
    )

    objects = PageManager.from_queryset(ServiceQuerySet)()

    template = "services/service_page.html"
    preview_modes = [("", "Fiche"), (CARD_PREVIEW, "Carte dans le catalogue")]
    parent_page_types = ["services.CataloguePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.AutocompleteField("action")]
    exclude_fields_in_copy = ["external_id", "verified"]

    base_form_class = SheetForm
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [NAME_PANEL, *NeedFields.need_panels, *ORIGIN_PANELS, _guide("fiche", "Écrire une fiche")],
                heading="Besoin",
            ),
            ObjectList(ClassificationFields.classification_panels, heading="Classement"),
            ObjectList(
                [*GovernanceFields.governance_panels, *ContactFields.contact_panels, *ADOPTION_PANELS],
                heading="Gouvernance",
            ),
            ObjectList(ConditionFields.conditions_panels, heading="Conditions"),
            ObjectList([_guide("faits", "Des faits et leurs sources"), *TrustFields.trust_panels], heading="Confiance"),
            ObjectList(
                [
                    FieldPanel("incomplete_reason"),
                    _guide("relecture", "Faire relire et publier"),
                    *Page.promote_panels,
                    *Page.settings_panels,
                ],
                heading="Publication",
            ),
        ]
    )

    class Meta:
        verbose_name = "fiche de service"
        verbose_name_plural = "fiches de services"

    def serve(self, request, *args, **kwargs):
        """Expires to the minute, even if the scheduler has not run yet."""
        if self.is_past_expiry:
            raise Http404("Fiche expirée")
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        own = {"sheet": sheet_of(self, request), "territory": chosen_territory(request)}
        return {**super().get_context(request, *args, **kwargs), **own}

    def get_preview_template(self, request, mode_name):
        return "services/card_preview.html" if mode_name == CARD_PREVIEW else super().get_preview_template(request, "")

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "card": card_of(self, self.get_url(request) or "")}

    def get_admin_display_title(self) -> str:
        """The public name even if a draft changes it: people who may not read drafts see it in choosers."""
        return self.title

    @property
    def is_past_expiry(self) -> bool:
        return self.expire_at is not None and self.expire_at <= timezone.now()

    def may_be_read_by(self, request) -> bool:
        """The checks that Wagtail makes before serving the page, passwords included, for other views of the sheet."""
        readable = self.live and not self.is_past_expiry
        return readable and all(limit.accept_request(request) for limit in self.get_view_restrictions())

    @property
    def is_public(self) -> bool:
        """Whether anybody may know that the service exists: `ServicePage.objects.public()` for a single page."""
        return self.live and not self.is_past_expiry and not self.get_view_restrictions().exists()

    @property
    def heading(self) -> str:
        """What the collectivité gets done; the name as long as no editor has written it."""
        return self.action or self.title

    @property
    def technology_names(self) -> list[str]:
        return [name.strip() for name in self.technologies.split(",") if name.strip()]
