"""Throwing pages away, bringing them back, and deleting those that nobody wanted for thirty days."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageQuerySet, Revision, Site, WorkflowState

from catalogue.services.models import CataloguePage
from store.content.models import HomePage
from store.content.models.trash import ThrownPage, TrashPage

_LEGAL = ("accessibilite", "mentions-legales", "donnees-personnelles")
"""Every page links to them."""


class CannotBringBackError(Exception):
    """Its words are for the person."""


def must_stay(page: Page) -> bool:
    """Whether the Store does not work, or is not lawful, without it."""
    if issubclass(page.specific_class or Page, HomePage | CataloguePage | TrashPage) or page.slug in _LEGAL:
        return True
    return Site.objects.filter(root_page__in=page.get_descendants(inclusive=True)).exists()


def outside_trash(pages: PageQuerySet) -> PageQuerySet:
    trash = TrashPage.objects.first()
    return pages.not_descendant_of(trash, inclusive=True) if trash else pages


@transaction.atomic
def throw_away(page: Page, by) -> ThrownPage:
    """With all that is under it. Nothing of it is public any more, nor waits to be published."""
    under = page.get_descendants(inclusive=True)
    live = list(under.live().values_list("pk", flat=True))
    numbers = [str(pk) for pk in under.values_list("pk", flat=True)]
    pages = ContentType.objects.get_for_model(Page)
    for state in WorkflowState.objects.active().filter(base_content_type=pages, object_id__in=numbers):
        state.cancel(user=by)
    waiting = Revision.page_revisions.filter(object_id__in=numbers, approved_go_live_at__isnull=False)
    planned = {str(pk): at.isoformat() for pk, at in waiting.values_list("pk", "approved_go_live_at")}
    waiting.update(approved_go_live_at=None)
    thrown = ThrownPage.objects.create(
        page_id=page.pk, former_parent=page.get_parent(), live_pages=live, planned=planned, by=by
    )
    Page.objects.filter(pk__in=live).update(live=False)
    Page.objects.get(pk=page.pk).move(TrashPage.get(), pos="last-child", user=None)
    return thrown


def place_of(thrown: ThrownPage) -> Page | None:
    """Where it would come back: where it was, else the first page that takes pages of its type."""
    kept = outside_trash(Page.objects.filter(pk=thrown.former_parent_id)).first()
    if kept or thrown.former_parent_id:
        return kept
    types = thrown.page.specific_class.allowed_parent_page_models()
    return outside_trash(Page.objects.type(*types).filter(depth__gt=1)).first() if types else None


def may_bring_back(thrown: ThrownPage, user) -> bool:
    """Those who could throw it away, where it was."""
    if user.is_superuser or not user.is_active:
        return user.is_superuser and user.is_active
    rights = (place_of(thrown) or thrown.page).permissions_for_user(user)
    granted = rights.permissions
    publishes = thrown.live_pages or thrown.planned
    if (publishes and "publish" not in granted) or ("bulk_delete" not in granted and not thrown.page.is_leaf()):
        return False
    return "change" in granted or ("add" in granted and thrown.page.owner_id == user.pk)


@transaction.atomic
def bring_back(thrown: ThrownPage) -> Page:
    """To its place, as public as it was, and planned if the day is still to come; under another address if another
    page has taken its own.
    """
    place = place_of(thrown)
    if place is None:
        raise CannotBringBackError("La page sous laquelle elle était est dans la corbeille : restaurez-la d'abord.")
    _plan_again(thrown.planned)
    page = thrown.page
    slug = find_available_slug(place, page.slug)
    if slug != page.slug:
        page = page.specific
        page.slug = slug
        page.save(clean=False)
        _tell_drafts(page)
    Page.objects.filter(pk__in=thrown.live_pages, path__startswith=page.path).update(live=True)
    thrown.delete()
    Page.objects.get(pk=page.pk).move(place, pos="last-child", user=None)
    return Page.objects.get(pk=page.pk)


def purge() -> tuple[int, list[str]]:
    """Returns how many entries are gone, and the titles of those that something still needs."""
    gone, needed = 0, []
    for thrown in ThrownPage.objects.over().select_related("page"):
        try:
            with transaction.atomic():
                Page.objects.get(pk=thrown.page_id).specific.delete()
        except ProtectedError:
            needed.append(thrown.page.title)
        else:
            gone += 1
    return gone, needed


def _plan_again(planned: dict[str, str]) -> None:
    for pk, said in planned.items():
        if (at := datetime.fromisoformat(said)) > timezone.now():
            Revision.page_revisions.filter(pk=pk).update(approved_go_live_at=at)


def _tell_drafts(page: Page) -> None:
    """A draft or a planned version, written before, would take the former address again."""
    to_come = Q(pk=page.latest_revision_id) | Q(approved_go_live_at__isnull=False)
    for version in Revision.page_revisions.filter(to_come, object_id=str(page.pk)):
        Revision.objects.filter(pk=version.pk).update(content={**version.content, "slug": page.slug})
