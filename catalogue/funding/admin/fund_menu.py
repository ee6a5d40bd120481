"""The entries of the fund in the menu of the admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from catalogue.funding.admin.announced_desk import AnnouncedFigureViewSet
from catalogue.funding.admin.wave_desk import WaveViewSet
from catalogue.funding.models import Wave
from catalogue.needs.admin.through_writer import Without

register_permission_policy(Wave, Without(Wave, "delete"))


class FundGroup(ViewSetGroup):
    """Each desk adds its entry by the hook of the menu."""

    menu_label = "Financements"
    menu_icon = "tag"
    menu_order = 125
    submenu_hook = "register_fund_menu_item"
    items = (WaveViewSet, AnnouncedFigureViewSet)


@hooks.register("register_admin_viewset")
def fund_desks() -> FundGroup:
    return FundGroup()
