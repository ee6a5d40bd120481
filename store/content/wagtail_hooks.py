"""Proposed services and settings in the admin; documents, which only those who may see them may read."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.rich_text.pages import PageLinkHandler

from catalogue.foundation.french import listed
from catalogue.foundation.slots import fill
from store.content.models import Proposal, SiteSettings
from store.media import may_see

fill("consultation_state", "content/state.html")
fill("results_end", "content/search_elsewhere.html")
fill("sheet_end", "content/stories/of_service.html")
fill("territory_own", "content/stories/of_territory.html")
fill("theme_entrance", "content/stories/of_theme.html")
fill("user_row", "content/stories/of_user.html")


class NobodyProposesHere(CreateView):
    """Editors write the sheet itself."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise PermissionDenied


class ProposalViewSet(ModelViewSet):
    model = Proposal
    name = "services-proposes"
    menu_label = "Services proposés"
    icon = "mail"
    add_view_class = NobodyProposesHere
    copy_view_enabled = False
    list_display = ["__str__", "state", "created"]
    list_filter = ["state"]
    ordering = ["-created"]
    search_fields = ["name", "need"]
    add_to_admin_menu = False
    edit_handler = ObjectList(
        [HelpPanel(template="content/admin/proposal.html", heading="Ce qui est proposé"), FieldPanel("state")]
    )


proposals = ProposalViewSet()


@hooks.register("register_admin_viewset")
def register_proposals() -> ProposalViewSet:
    return proposals


@hooks.register("register_programme_menu_item")
def proposals_of_the_programme():
    return proposals.get_menu_item(order=40)


@hooks.register("after_edit_setting")
def say_what_others_changed(request: HttpRequest, setting: BaseSiteSetting) -> None:
    """What another person saved in the meantime, in fields that this one left alone."""
    if isinstance(setting, SiteSettings) and setting.kept_from_others:
        kept = listed([f"« {label} »" for label in setting.kept_from_others])
        said = f"Une autre personne a changé {kept} pendant ce temps : ce qu'elle a enregistré est gardé."
        messages.info(request, said)


@hooks.register("before_serve_document")
def only_to_those_who_may_see_it(document: AbstractDocument, request: HttpRequest) -> None:
    """Knowing or guessing its address is no right to read it."""
    if not may_see(request, document):
        raise Http404("Document introuvable")


class PublicPageLinks(PageLinkHandler):
    """A link to a page that is not public is its words alone: Wagtail writes `href="None"`, or leads to a 404."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        pages = super().get_many(attrs_list)
        known = [{"id": str(page.pk)} if page and page.live and page.url else {"id": None} for page in pages]
        return super().expand_db_attributes_many(known)


@hooks.register("register_rich_text_features", order=1_000)
def links_to_public_pages(features) -> None:
    features.register_link_type(PublicPageLinks)
