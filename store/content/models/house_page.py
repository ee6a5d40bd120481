"""What every page of the Store's own has, besides its content."""

from django.db.models import QuerySet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, get_page_models

from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.reviewed import Reviewed
from catalogue.services.rules.visibility import VisibleQuerySet


class HousePageQuerySet(VisibleQuerySet):
    def current(self) -> "HousePageQuerySet":
        """Without those that are archived, which are read at their address only."""
        return self.filter(archived_on=None)


_UNDER_HOME = 3


class HousePage(Reviewed, PlainAddress, Page):
    show_in_menus_default = True
    exclude_fields_in_copy = ["verified"]

    class Meta:
        abstract = True

    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], "Pour les moteurs de recherche"),
        FieldPanel(
            "show_in_menus",
            heading="Dans le plan du site",
            help_text="Le menu et le pied de page sont dans « Paramètres », « Réglages du site ».",
        ),
    ]
    settings_panels = [*Page.settings_panels, *Reviewed.review_panels]

    @property
    def list_above(self) -> Page | None:
        """The page between the home page and this one, if there is one."""
        return self.get_parent() if self.depth and self.depth > _UNDER_HOME else None


def archived_pages() -> QuerySet:
    """Their numbers, whatever their type."""
    models = [model for model in get_page_models() if issubclass(model, HousePage)]
    first, *others = (model.objects.exclude(archived_on=None).order_by().values("pk") for model in models)
    return first.union(*others)
