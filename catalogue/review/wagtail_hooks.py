"""Committees in the admin, for the ANCT's secretariat."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from catalogue.review.admin.committee_seats import CommitteeViewSet
from catalogue.review.admin.grid_models import GridViewSet
from catalogue.review.admin.planned_sessions import ReviewFileViewSet, SessionViewSet


class CommitteesGroup(ViewSetGroup):
    menu_label = "Comités"
    menu_icon = "group"
    menu_order = 155
    items = (SessionViewSet, ReviewFileViewSet, GridViewSet, CommitteeViewSet)


@hooks.register("register_admin_viewset")
def register_committees() -> CommitteesGroup:
    return CommitteesGroup()
