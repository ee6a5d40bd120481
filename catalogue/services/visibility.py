"""Which sheets a person may see: one queryset for pages, search hits, exports and everything else."""

from django.db.models import Q
from django.utils import timezone
from wagtail.models import PageQuerySet, PageViewRestriction


class ServiceQuerySet(PageQuerySet):
    def visible_to(self, user) -> "ServiceQuerySet":
        """Live, not expired (whether or not the scheduler has run), and behind no restriction that stops `user`."""
        pages = self.live().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))
        for restriction in PageViewRestriction.objects.select_related("page").prefetch_related("groups"):
            if not _lets_in(restriction, user):
                pages = pages.not_descendant_of(restriction.page, inclusive=True)
        return pages

    def public(self) -> "ServiceQuerySet":
        """What anybody may see: the only sheets that are indexed."""
        return self.visible_to(None)


def _lets_in(restriction: PageViewRestriction, user) -> bool:
    """A password-protected sheet is never listed, even for those who know the password."""
    if user is None or not user.is_authenticated:
        return False
    if user.is_superuser or restriction.restriction_type == PageViewRestriction.LOGIN:
        return True
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        return user.groups.filter(pk__in=[group.pk for group in restriction.groups.all()]).exists()
    return False
