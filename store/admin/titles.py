"""What no translation of Wagtail reaches: the colon of its titles, and the names that its migrations gave the roots."""

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Collection, Page

_WAS, _ROOT = "Root", "Racine"


def punctuate() -> None:
    """For all views of the admin."""
    WagtailAdminTemplateMixin.get_header_title = _in_french


def _in_french(view: WagtailAdminTemplateMixin) -> str:
    """« Création : Fiche de service », with a space before the colon."""
    return "\u00a0: ".join(str(part) for part in (view.get_page_title(), view.get_page_subtitle()) if part)


def name_roots() -> None:
    """As they are read above lists of pages and in the choice of a collection."""
    Page.objects.filter(depth=1, title=_WAS).update(title=_ROOT, draft_title=_ROOT)
    Collection.objects.filter(depth=1, name=_WAS).update(name=_ROOT)
