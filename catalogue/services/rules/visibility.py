"""Who may see which pages: the one queryset for pages, search hits and exports."""

from datetime import datetime
from typing import Self

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import PageQuerySet, PageViewRestriction

from catalogue.foundation.caching import kept_until_written
from catalogue.services.rules.completeness import criteria_met


class VisibleQuerySet(PageQuerySet):
    def visible_to(self, user) -> Self:
        """Shown now, and behind no restriction that stops `user`."""
        return self.shown_at(timezone.now()).open_to(user)

    def open_to(self, user) -> Self:
        """Behind no restriction that stops `user`, be they live or not."""
        pages = self
        for path in closed_to(user):
            pages = pages.exclude(path__startswith=path)
        return pages

    def shown_at(self, moment: datetime) -> Self:
        """Live and not expired at that time, whether or not the scheduler has run."""
        return self.live().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=moment))

    def public(self, at: datetime | None = None) -> Self:
        """What anybody may see now, or at that time; only those of these that are current are indexed."""
        return self.shown_at(at or timezone.now()).open_to(None)


class ServiceQuerySet(VisibleQuerySet):
    def current(self) -> "ServiceQuerySet":
        """Without those that are archived, which are read at their address only."""
        return self.filter(archived_on=None)

    def with_completeness(self) -> "ServiceQuerySet":
        """Annotates each sheet with `criteria_met`, the number of completeness criteria it meets."""
        return self.annotate(criteria_met=criteria_met(self.model))


def closed_to(user) -> tuple[str, ...]:
    """Paths of the pages that restrictions close to `user`, with everything below them."""
    return tuple(restriction.path for restriction in restrictions() if not _lets_in(restriction, user))


@kept_until_written
def restrictions() -> tuple[PageViewRestriction, ...]:
    """All of them, few, each with the `path` of its page."""
    return tuple(PageViewRestriction.objects.annotate(path=F("page__path")))


def _lets_in(restriction: PageViewRestriction, user) -> bool:
    """Password-protected sheets are never listed, even to people who know the password."""
    if user is None or not user.is_authenticated:
        return False
    if user.is_superuser or restriction.restriction_type == PageViewRestriction.LOGIN:
        return True
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        return user.groups.filter(pk__in=restriction.groups.all()).exists()
    return False


class KnownRestrictions:
    """Of a page: nothing is asked where no restriction of the site reaches it, and once in hand where one does. Wagtail
    asks before it serves the page, a sheet again while it is shown.
    """

    path: str

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if not hasattr(self, "_view_restrictions"):
            reached = any(self.path.startswith(one.path) for one in restrictions())
            some = super().get_view_restrictions() if reached else None  # type: ignore[misc]  # of Page
            self._view_restrictions = PageViewRestriction.objects.none() if some is None else some
        return self._view_restrictions
