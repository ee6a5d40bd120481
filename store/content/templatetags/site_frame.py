"""The frame of the page being shown."""

from django import template
from wagtail.models import Page, Site

from store.content.section_menu import SectionMenu, section_menu
from store.content.shown_frame import ShownFrame, frame_for

register = template.Library()


@register.simple_tag(takes_context=True, name="site_frame")
def site_frame(context: template.Context) -> ShownFrame:
    """The same for the three parts of a page that ask for it."""
    request = context["request"]
    if not hasattr(request, "_shown_frame"):
        request._shown_frame = frame_for(request, context["site_facts"]["territory_query"])
    return request._shown_frame


@register.simple_tag(takes_context=True)
def menu_of_section(context: template.Context, page: Page) -> SectionMenu | None:
    return section_menu(page, Site.find_for_request(context["request"]))
