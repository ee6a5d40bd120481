"""Which pages a maintainer finds in the choosers of the admin: what anybody may read, no draft of others."""

from wagtail.models import Page, PageQuerySet

from catalogue.services.models import ServicePage


def choosable(pages: PageQuerySet) -> PageQuerySet:
    hidden = ServicePage.objects.exclude(pk__in=ServicePage.objects.public())
    return pages.live().public().exclude(pk__in=hidden)


def may_open(number: int) -> bool:
    """The page whose children a chooser lists is named there too."""
    return choosable(Page.objects.filter(pk=number)).exists()
