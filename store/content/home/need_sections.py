"""What consultations show on the home page: the needs under way, the calls that are open."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from store.content.home.home_sections import MOST, TOLD, HomeSection, how_many
from store.content.home.home_shown import HomeShown


class NeedsSection(HomeSection):
    most = how_many(MOST, 2)

    default_title = "Besoins en cours"
    nothing = "aucun besoin n'est public, et aucune consultation n'est ouverte."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        needs, phases = home.under_way.needs(value["most"]), home.under_way.phases
        return {"needs": needs, "phases": phases} if needs or phases else None

    class Meta:
        label = "Besoins en cours"
        description = "Les propositions à soutenir ; s'il n'y en a pas, les besoins qui viennent d'avancer."
        icon = "group"
        group = TOLD
        template = "content/home/needs.html"
        form_layout = BlockGroup(children=["most"], settings=["title"])


class CallsSection(HomeSection):
    most = how_many(MOST, 2)

    default_title = "Appels ouverts"
    nothing = "aucun appel n'est ouvert, ni du fonds, ni à territoires pilotes."

    def find(self, value: blocks.StructValue, home: HomeShown, place: str) -> dict[str, Any] | None:
        calls = home.open_calls(value["most"])
        return {"calls": calls} if calls else None

    class Meta:
        label = "Appels ouverts"
        description = "Financements ouverts et projets qui cherchent des pilotes, le premier à clore d'abord."
        icon = "pick"
        group = TOLD
        template = "content/home/calls.html"
        form_layout = BlockGroup(children=["most"], settings=["title"])
