"""The sections of the home page: in any order, each with few settings, all read from data.

One that has nothing to show is absent for visitors, and says why to editors who preview the page.
"""

from typing import Any

from django.apps import apps
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.snippets.blocks import SnippetChooserBlock

from catalogue.services.models.blocks import ContentField
from catalogue.services.models.blocks.prose_blocks import CalloutBlock
from search.answering.storefront import Shelf
from store.content.home.home_articles import dates_on_home, news_on_home, told_on_home
from store.content.home.home_shown import HomeShown

MOST = 6
_TILES = 8
"""Thématiques shown with their pictogram, at most; a link leads to the others."""
_SETTINGS, _READ, TOLD = "Trouver", "Services", "Vie du Store"


class HomeSection(blocks.StructBlock):
    """`find` reads what it shows, None when there is nothing; `nothing` says why, to editors."""

    title = blocks.CharBlock(label="Titre", required=False, max_length=120)

    default_title = ""
    nothing = ""

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        return {}

    def render(self, value: blocks.StructValue, context: dict | None = None) -> SafeString:
        context = context or {}
        found = self.find(value, context["home"], context["place"])
        if found is not None:
            return super().render(value, {**context, "title": value["title"] or self.default_title, **found})
        if not getattr(context.get("request"), "is_preview", False):
            return format_html("{}", "")
        return render_to_string("content/home/nothing.html", {"section": self.label, "why": self.nothing})

    class Meta:
        form_layout = BlockGroup(children=["title"])


def how_many(most: int, default: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label="Combien au plus", min_value=1, max_value=most, default=default)


class SearchSection(HomeSection):
    default_title = "De quoi votre collectivité a-t-elle besoin ?"

    class Meta:
        label = "Recherche"
        description = "Le grand titre, la phrase d'accueil et le champ où l'on écrit son besoin."
        icon = "search"
        group = _SETTINGS
        template = "content/home/search.html"


class TerritorySection(HomeSection):
    default_title = "Mon territoire"

    class Meta:
        label = "Mon territoire"
        description = "Le champ où l'on dit sa commune, son intercommunalité, son département ou sa région."
        icon = "site"
        group = _SETTINGS
        template = "content/home/territory.html"


class ThemesSection(HomeSection):
    most = how_many(40, _TILES)

    default_title = "Chercher par thématique"
    nothing = "aucune thématique n'a de service en ligne."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        themes = home.counts.themes[: value["most"]]
        others = len(home.counts.themes) > len(themes[:_TILES])
        return {"tiles": themes[:_TILES], "others": others} if themes else None

    class Meta:
        label = "Thématiques"
        description = (
            "Les thématiques, dans l'ordre choisi dans « Catalogue » : les huit premières avec leur "
            "pictogramme, les autres à un lien."
        )
        icon = "tag"
        group = _SETTINGS
        template = "content/home/themes.html"
        form_layout = BlockGroup(children=["most"], settings=["title"])


class FiguresSection(HomeSection):
    default_title = "Le Store en chiffres"
    nothing = "aucun service n'est en ligne."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        return {"figures": home.figures} if home.figures.services else None

    class Meta:
        label = "Chiffres"
        description = "Combien de services, d'organisations et de territoires : comptés à chaque affichage."
        icon = "order"
        group = _READ
        template = "content/home/figures.html"


class CardsSection(HomeSection):
    most = how_many(MOST, 3)
    theme = SnippetChooserBlock("services.Theme", label="D'une thématique seulement", required=False)

    newest = False
    more, more_label = "", ""

    def shelf(self, value: blocks.StructValue) -> Shelf:
        return Shelf(value["most"], self.newest, value["theme"])

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        cards = home.cards.get(place)
        said = {"cards": cards, "more": self.more, "more_label": self.more_label, "territory": home.territory}
        return said if cards else None

    class Meta:
        group = _READ
        template = "content/home/cards.html"
        form_layout = BlockGroup(children=["most", "theme"], settings=["title"])


class MostUsedSection(CardsSection):
    default_title = "Les plus utilisés"
    nothing = "aucun service en ligne n'est encore utilisé, ou tous sont montrés plus haut."
    more, more_label = "?tri=adoption", "Voir les plus utilisés"

    class Meta:
        label = "Les plus utilisés"
        description = "Les services que le plus d'organisations utilisent."
        icon = "group"


class NewestSection(CardsSection):
    default_title = "Nouveaux dans le Store"
    nothing = "aucun service n'est en ligne, ou tous sont montrés plus haut."
    newest = True
    more, more_label = "?tri=recent", "Voir les plus récents"

    class Meta:
        label = "Nouveaux"
        description = "Les derniers services publiés."
        icon = "rotate"


class StorySection(HomeSection):
    story = blocks.PageChooserBlock(
        page_type="content.Story", label="Lequel", required=False, help_text="Vide : le plus récent."
    )

    default_title = "Ils l'ont fait"
    nothing = "ce retour d'expérience n'est pas en ligne, ou il n'y en a aucun."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        story = told_on_home(value["story"].pk if value["story"] else None)
        return {"story": story} if story else None

    class Meta:
        label = "Un retour d'expérience"
        description = "Celui que vous choisissez, ou le plus récent."
        icon = "openquote"
        group = TOLD
        template = "content/home/story.html"
        form_layout = BlockGroup(children=["story"], settings=["title"])


def _articles(articles: list) -> dict[str, Any] | None:
    return {"articles": articles} if articles else None


class DatesSection(HomeSection):
    most = how_many(MOST, 3)

    default_title = "Prochaines dates"
    nothing = "aucun événement n'est à venir."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        return _articles(dates_on_home(value["most"]))

    class Meta:
        label = "Prochaines dates"
        description = "Les événements à venir, le plus proche d'abord."
        icon = "date"
        group = TOLD
        template = "content/home/articles.html"
        form_layout = BlockGroup(children=["most"], settings=["title"])


class NewsSection(HomeSection):
    most = how_many(MOST, 3)

    default_title = "Actualités"
    nothing = "aucune actualité n'est en ligne."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        return _articles(news_on_home(value["most"]))

    class Meta:
        label = "Actualités"
        description = "Les dernières actualités du Store."
        icon = "doc-full"
        group = TOLD
        template = "content/home/articles.html"
        form_layout = BlockGroup(children=["most"], settings=["title"])


class StepsSection(HomeSection):
    default_title = "Comment un besoin devient un service"

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        return {"counts": home.under_way.counts}

    class Meta:
        label = "Comment ça marche"
        description = "Les quatre étapes du programme."
        icon = "list-ol"
        group = TOLD
        template = "content/home/phases.html"


class CalloutSection(CalloutBlock):
    class Meta:
        group = TOLD
        template = "content/home/callout.html"


class SectionsBlock(blocks.StreamBlock):
    search = SearchSection()
    territory = TerritorySection()
    themes = ThemesSection()
    figures = FiguresSection()
    most_used = MostUsedSection()
    newest = NewestSection()
    story = StorySection()
    dates = DatesSection()
    news = NewsSection()
    phases = StepsSection()
    callout = CalloutSection()

    class Meta:
        # What names a place of the page, by an id, is there once.
        block_counts = {name: {"max_num": 1} for name in ("search", "territory", "themes", "figures", "phases")}


class SectionsField(ContentField):
    vocabulary = SectionsBlock


def default_sections() -> list[tuple[str, dict[str, Any]]]:
    """The order in which a new home page starts."""
    return [
        ("search", {"title": ""}),
        ("territory", {"title": ""}),
        ("themes", {"title": "", "most": _TILES}),
        ("needs", {"title": "", "most": 2}),
        ("calls", {"title": "", "most": 2}),
        ("story", {"title": "", "story": None}),
        ("most_used", {"title": "", "most": 3, "theme": None}),
        ("newest", {"title": "", "most": 2, "theme": None}),
        ("dates", {"title": "", "most": 2}),
        ("news", {"title": "", "most": 2}),
        ("figures", {"title": ""}),
        ("phases", {"title": ""}),
    ]


def add_section(name: str, section: HomeSection) -> None:
    """Called from `ready` of an app that has something to show on the home page."""
    field = apps.get_model("content", "HomePage")._meta.get_field("sections")
    section.set_name(name)
    field.stream_block.child_blocks[name] = section
