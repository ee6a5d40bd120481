"""The form of a page, beside which a sheet says what it lacks; while a version of it is being read, or has been."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageQuerySet, Revision

from catalogue.foundation.french import listed
from catalogue.services.models import ServicePage
from catalogue.services.rules.asked_facts import not_published
from catalogue.services.rules.completeness import completeness_of
from store.accounts.guards import SignedInRequest
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import Action, may
from store.admin.review import authors_of, has_been_read, readers
from store.content.throwing_away import outside_trash

OVERWRITTEN = "overwrite_revision_id"
MOST_NAMED = 6
NOBODY = (
    "Personne ne peut approuver cette version : chaque éditeur en a écrit une partie. "
    "Un administrateur peut la publier, ou donner le rôle d'éditeur à quelqu'un d'autre."
)


class SheetStateSidePanel(BaseSidePanel):
    """What the draft lacks and why, and when the sheet was verified: computed again each time it saves itself."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Afficher ou masquer l'état de la fiche"
        icon_name = "clipboard-list"
        has_counter = False

    name = "sheet-state"
    title = "État de la fiche"
    template_name = "services/admin/sheet_state.html"
    order = 200

    def get_context_data(self, parent_context) -> dict:
        return {
            **super().get_context_data(parent_context),
            "completeness": completeness_of(self.object),
            "not_published": not_published(self.object),
            "freshness": self.object.freshness_on(timezone.localdate()),
        }


class ShowsState:
    """Of a sheet: what it lacks, beside its form."""

    page: Page
    request: HttpRequest

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]  # Wagtail's, of a view
        if isinstance(self.page, ServicePage):
            panels.append(SheetStateSidePanel(self.page, self.request))
        return panels


class StatedCreateView(ShowsState, CreateView):
    """A page that is not saved yet lacks nearly everything."""


class ReviewedEditView(ShowsState, EditView):
    """A version that was submitted, approved or published is never overwritten: changes make a new one."""

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs) -> HttpResponse:
        number = request.POST.get(OVERWRITTEN, "")
        seen = Revision.objects.filter(pk=number).first() if number.isdecimal() else None
        if seen and has_been_read(seen):
            posted = request.POST.copy()
            del posted[OVERWRITTEN]
            request.POST = posted  # type: ignore[assignment]  # immutable as long as it is what was received
        return super().dispatch(request, page_id, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        """No autosave during a review: a letter typed by accident would make the reader an author."""
        context = super().get_context_data(**kwargs)
        return {**context, "autosave_enabled": self.autosave_enabled and not self.is_being_read}

    def get(self, request: SignedInRequest, *args, **kwargs) -> HttpResponse:
        if may(person_of(request.user), Action.OPEN_WHOLE_ADMIN) and (said := notice(self.page, request.user)):
            messages.info(request, said)
        return super().get(request, *args, **kwargs)

    @cached_property
    def is_being_read(self) -> bool:
        return self.page.workflow_in_progress


def notice(page: Page, user: User) -> str:
    """What to know before typing: whether the person may approve this version, and who else could."""
    may_read, being_read = readers(page), page.workflow_in_progress
    if not (being_read or authors_of(page)):
        return ""
    others = [person.get_full_name() or person.username for person in may_read if person != user]
    named = ", ".join(others[:MOST_NAMED]) + (" …" if len(others) > MOST_NAMED else "")
    if user not in may_read:
        return f"Peuvent approuver cette version : {named}." if named else NOBODY
    asked = "Cette page attend votre relecture." if being_read else "Une autre personne a écrit cette version."
    left = f"il resterait {named}" if named else "plus personne ne pourrait le faire"
    return f"{asked} Si vous y changez un mot, vous ne pourrez plus l'approuver : {left}."


def stop_unexplained(request: HttpRequest, action_type: str, objects: list[Page], action) -> HttpResponse | None:
    """Publishing several pages skips their forms, which ask why a sheet stays incomplete: none is published as long as
    one says nothing.
    """
    if action_type != "publish":
        return None
    chosen = ServicePage.objects.filter(pk__in=[page.pk for page in objects])
    drafts = [page.get_latest_revision_as_object() for page in chosen]
    silent = [f"« {page.title} »" for page in drafts if not page.incomplete_reason and completeness_of(page).is_thin]
    if not silent:
        return None
    asked = "Rien n'est publié : la moitié des renseignements manquent à"
    messages.error(request, f"{asked} {listed(silent)}. Dites pourquoi dans l'onglet « Publication », ou complétez.")
    return HttpResponseRedirect(action.next_url)


class SearchOutsideTrashView(SearchView):
    all_pages: PageQuerySet

    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        """`all_pages`: those that Wagtail counts by type, beside what is found."""
        self.all_pages = outside_trash(self.all_pages)
        return super().annotate_queryset(outside_trash(pages))


class ReviewedPageViewSet(PageViewSet):
    """For every type of page that has no viewset of its own."""

    model = Page
    add_view_class = StatedCreateView
    edit_view_class = ReviewedEditView
    search_view_class = SearchOutsideTrashView


class ReadOnlyPagesAPI(PagesAdminAPIViewSet):
    """For the choosers and the explorer. Its actions would bypass the locks of the forms, so there are none."""

    actions: dict = {}
