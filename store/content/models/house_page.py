"""What every page of the Store's own has, besides its content."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.reviewed import Reviewed
from catalogue.services.rules.visibility import KnownRestrictions, VisibleQuerySet


class HousePageQuerySet(VisibleQuerySet):
    def current(self) -> "HousePageQuerySet":
        """Without those that are archived, which are read at their address only."""
        return self.filter(archived_on=None)


_UNDER_HOME = 3


class HousePage(Reviewed, PlainAddress, KnownRestrictions, Page):
    show_in_menus_default = True
    exclude_fields_in_copy = ["verified"]

    class Meta:
        abstract = True

    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], "Pour les moteurs de recherche"),
        FieldPanel(
            "show_in_menus",
            heading="Dans le plan du site et dans le menu de sa rubrique",
            help_text="Le menu et le pied de page sont dans « Paramètres », « Réglages du site ».",
        ),
    ]
    settings_panels = [*Page.settings_panels, *Reviewed.review_panels]

    @property
    def list_above(self) -> Page | None:
        """The page between the home page and this one, if there is one."""
        return _page_at(self._get_basepath(self.path, self.depth - 1)) if (self.depth or 0) > _UNDER_HOME else None


@kept_until_written
def _page_at(path: str) -> Page | None:
    return Page.objects.filter(path=path).first()
