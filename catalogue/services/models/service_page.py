"""The sheet of one service."""

from django.db import models
from django.http import Http404
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page, PageManager

from catalogue.services.forms import SheetForm
from catalogue.services.models.classification import ClassificationFields
from catalogue.services.models.conditions import ConditionFields
from catalogue.services.models.contact import ContactFields
from catalogue.services.models.governance import GovernanceFields
from catalogue.services.models.need import NeedFields
from catalogue.services.models.trust import TrustFields
from catalogue.services.sheet import sheet_of
from catalogue.services.visibility import ServiceQuerySet
from catalogue.territories.chosen import chosen_territory


class ServicePage(
    NeedFields, ClassificationFields, GovernanceFields, ConditionFields, TrustFields, ContactFields, Page
):
    """A shared digital service: `title` is its name, `action` is what the collectivité gets done with it."""

    external_id = models.CharField(
        "identifiant dans le fichier d'origine", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    deployed_definition = models.CharField(
        "ce que « déployé » veut dire",
        max_length=255,
        blank=True,
        help_text="Une phrase, affichée à côté de chaque nombre : « Au moins un agent a ouvert un créneau… ».",
    )
    is_demo = models.BooleanField("fiche de démonstration", default=False)

    objects = PageManager.from_queryset(ServiceQuerySet)()

    template = "services/service_page.html"
    parent_page_types = ["services.CataloguePage"]
    subpage_types: list[str] = []

    base_form_class = SheetForm
    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel("title"), *NeedFields.need_panels], heading="Besoin"),
            ObjectList(ClassificationFields.classification_panels, heading="Classement"),
            ObjectList([*GovernanceFields.governance_panels, *ContactFields.contact_panels], heading="Gouvernance"),
            ObjectList([FieldPanel("deployed_definition"), FieldPanel("is_demo")], heading="Adoption"),
            ObjectList(ConditionFields.conditions_panels, heading="Conditions"),
            ObjectList(TrustFields.trust_panels, heading="Confiance"),
            ObjectList(Page.promote_panels, heading="Publication"),
        ]
    )

    class Meta:
        verbose_name = "fiche de service"
        verbose_name_plural = "fiches de services"

    def serve(self, request, *args, **kwargs):
        """Expiry holds from its minute, even though the scheduler has not run yet."""
        if self.is_past_expiry:
            raise Http404("Fiche expirée")
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        own = {"sheet": sheet_of(self, request), "territory": chosen_territory(request)}
        return {**super().get_context(request, *args, **kwargs), **own}

    @property
    def is_past_expiry(self) -> bool:
        return self.expire_at is not None and self.expire_at <= timezone.now()

    def may_be_read_by(self, request) -> bool:
        """What Wagtail asks before it serves the page, for the other views of a sheet (a password given counts)."""
        readable = self.live and not self.is_past_expiry
        return readable and all(limit.accept_request(request) for limit in self.get_view_restrictions())

    @property
    def is_public(self) -> bool:
        """Whether anybody may know that the service exists: as `ServicePage.objects.public()`, for one page in hand."""
        return self.live and not self.is_past_expiry and not self.get_view_restrictions().exists()

    @property
    def heading(self) -> str:
        """What the collectivité gets done; the name until an editor has put it in words."""
        return self.action or self.title

    @property
    def technology_names(self) -> list[str]:
        return [name.strip() for name in self.technologies.split(",") if name.strip()]
