"""« Écrire pour le Store »: the guide of those who write here, in the menu « Aide » and beside the forms."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from store.accounts.guards import demand
from store.accounts.policies import Action

TITLE = "Écrire pour le Store"


@dataclass(frozen=True)
class Chapter:
    slug: str
    template: str
    title: str
    about: str

    @property
    def url(self) -> str:
        return reverse("editors-guide", args=[self.slug])


CHAPTERS = (
    Chapter(
        "fiche",
        "admin/guide/fiche.html",
        "Écrire une fiche",
        "Le titre, le résumé, les mots : des exemples à suivre et à éviter.",
    ),
    Chapter(
        "images",
        "admin/guide/images.html",
        "Choisir et décrire les images",
        "Les tailles montrées, le texte alternatif, les droits.",
    ),
    Chapter(
        "faits",
        "admin/guide/faits.html",
        "Donner des faits, des dates et des sources",
        "Chiffres, dates, ce que l'équipe ne publie pas.",
    ),
    Chapter(
        "relecture",
        "admin/guide/relecture.html",
        "Faire relire et publier",
        "Qui approuve, ce qui est demandé, ce qui suit la publication.",
    ),
    Chapter(
        "pages",
        "admin/guide/pages.html",
        "Écrire une page",
        "Actualité, guide, retour d'expérience, événement, questions.",
    ),
)


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """For all who write in the admin, maintainers of a service included."""

    header_icon = "help"

    def dispatch(self, request: HttpRequest, chapter: str = "", *args, **kwargs) -> HttpResponseBase:
        demand(request, Action.ENTER_ADMIN)
        self.chapter = next((one for one in CHAPTERS if one.slug == chapter), None)
        if chapter and self.chapter is None:
            raise Http404("Ce chapitre n'existe pas.")
        return super().dispatch(request, *args, **kwargs)

    @property
    def page_title(self) -> str:
        return self.chapter.title if self.chapter else TITLE

    def get_template_names(self) -> list[str]:
        return [self.chapter.template if self.chapter else "admin/guide/contents.html"]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        others = [one for one in CHAPTERS if one != self.chapter]
        return super().get_context_data(chapter=self.chapter, others=others, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        contents = {"url": reverse("editors-guide"), "label": TITLE}
        here = [{"url": "", "label": self.chapter.title}] if self.chapter else []
        return [*self.breadcrumbs_items, contents, *here]


def menu_item() -> MenuItem:
    return MenuItem(TITLE, reverse("editors-guide"), name="editors-guide", icon_name="help", order=100)
