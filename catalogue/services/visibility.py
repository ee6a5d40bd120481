"""Which sheets a person may see: one queryset for pages, search hits, exports and everything else."""

from django.db.models import Q
from django.utils import timezone
from wagtail.models import PageQuerySet, PageViewRestriction

from catalogue.services.completeness.filled import criteria_met


class ServiceQuerySet(PageQuerySet):
    def visible_to(self, user) -> "ServiceQuerySet":
        """Live, not expired (whether or not the scheduler has run), and behind no restriction that stops `user`."""
        pages = self.live().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))
        for restriction in PageViewRestriction.objects.select_related("page"):
            if not _lets_in(restriction, user):
                pages = pages.not_descendant_of(restriction.page, inclusive=True)
        return pages

    def public(self) -> "ServiceQuerySet":
        """What anybody may see: the only sheets that are indexed."""
        return self.visible_to(None)

    def with_completeness(self) -> "ServiceQuerySet":
        """Each sheet with `criteria_met`, the number of criteria of completeness that it meets."""
        return self.annotate(criteria_met=criteria_met(self.model))


def _lets_in(restriction: PageViewRestriction, user) -> bool:
    """A password-protected sheet is never listed, even for those who know the password."""
    if user is None or not user.is_authenticated:
        return False
    if user.is_superuser or restriction.restriction_type == PageViewRestriction.LOGIN:
        return True
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        return user.groups.filter(pk__in=restriction.groups.all()).exists()
    return False
