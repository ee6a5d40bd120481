"""Links from page to page that lead nowhere: said to who saves the page, and gathered in a report."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Page, ReferenceIndex

from catalogue.foundation.french import agree, listed
from store.accounts.guards import demand
from store.accounts.people import person_of
from store.accounts.policies import Action, may
from store.content.models import LostAddress
from store.content.models.trash import ThrownPage
from store.content.typed_addresses import OwnAddresses, note_lost_addresses

TITLE = "Liens internes cassés"
_OWN = ("alias_of", "locale")
"""What every page refers to besides its content."""
_MOST = 200
"""Typed addresses shown at once."""


def broken_links() -> QuerySet[ReferenceIndex]:
    """From what visitors see: pages that are live, and the settings of sites."""
    pages = ContentType.objects.get_for_model(Page)
    settings = ContentType.objects.get_for_models(*settings_registry).values()
    live = Page.objects.live().annotate(text=Cast("pk", CharField())).values("text")
    links = ReferenceIndex.objects.filter(to_content_type=pages).exclude(model_path__in=_OWN)
    shown = Q(base_content_type=pages, object_id__in=live) | Q(base_content_type__in=list(settings))
    return links.filter(shown).exclude(to_object_id__in=live)


def say_broken_links(request: HttpRequest, page: Page) -> None:
    """Not at each letter that is saved by itself."""
    if not request.accepts("text/html"):
        return
    pages = ContentType.objects.get_for_model(Page).pk
    named = ReferenceIndex._extract_references_from_object(page)
    wanted = {int(number) for kind, number, path, _ in named if kind == pages and path not in _OWN}
    found = Page.objects.in_bulk(wanted)
    lost = [_state(found.get(number)) for number in wanted if number not in found or not found[number].live]
    typed = [f"« {link.url} »" for link in OwnAddresses().lost_on(page)]
    if typed:
        messages.warning(request, f"Cette page mène à {listed(typed)} : rien n'est à cette adresse dans le Store.")
    if lost:
        messages.warning(request, f"Cette page mène à {listed(sorted(lost))} : ces liens ne s'affichent pas.")


def note_after_publishing(request: HttpRequest, page: Page) -> None:
    note_lost_addresses(page)


def note_after_setting(request: HttpRequest, setting: Model) -> None:
    """What is saved there is shown at once."""
    if count := note_lost_addresses(setting):
        said = agree(count, "adresse tapée ne mène", "adresses tapées ne mènent")
        messages.warning(request, f"{count} {said} nulle part dans le Store : voyez « {TITLE} », dans les rapports.")


def _state(page: Page | None) -> str:
    if page is None:
        return "une page supprimée"
    why = "dans la corbeille" if ThrownPage.objects.holding(page) else "non publiée"
    return f"« {page.title} » ({why})"


def _source(link: ReferenceIndex) -> Model:
    """Read once for each row: its name and its address are shown."""
    if not hasattr(link, "_read_source"):
        link._read_source = link.base_content_type.get_object_for_this_type(pk=link.object_id)
    return link._read_source


def _target(link: ReferenceIndex) -> str:
    return _state(Page.objects.filter(pk=link.to_object_id).first())


class InternalLinksView(ReportView):
    page_title = TITLE
    header_icon = "link"
    model = ReferenceIndex
    index_url_name = "internal-links"
    index_results_url_name = "internal-links-results"
    results_template_name = "admin/internal_links_results.html"
    default_ordering = "object_id"
    verbose_name, verbose_name_plural = "lien", "liens"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        demand(request, Action.OPEN_WHOLE_ADMIN)
        self.finder = AdminURLFinder(request.user)
        return super().dispatch(request, *args, **kwargs)

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("source", label="Dans", accessor=_source, get_url=self._edit_url),
            Column("field", label="Champ", accessor=lambda link: link.describe_source_field()),
            Column("target", label="Mène à", accessor=_target),
        ]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        typed = [(one.row, self.finder.get_edit_url(one.row), one) for one in LostAddress.objects.shown(_MOST)]
        return super().get_context_data(typed=typed, **kwargs)

    def _edit_url(self, link: ReferenceIndex) -> str | None:
        return self.finder.get_edit_url(_source(link))

    def get_base_queryset(self) -> QuerySet[ReferenceIndex]:
        return broken_links().select_related("base_content_type")


class InternalLinksMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(TITLE, reverse("internal-links"), name="internal-links", icon_name="link", order=110)

    def is_shown(self, request: HttpRequest) -> bool:
        return may(person_of(request.user), Action.OPEN_WHOLE_ADMIN)
