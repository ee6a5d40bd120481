"""Links of the menu and of the footer: to a page, to a screen of the Store, to an address or to a document."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page, Site

from catalogue.services.models.blocks import ContentField
from catalogue.services.rules.visibility import closed_to
from store.content.models.trash import TrashPage

_AN_ADDRESS = RegexValidator(
    r"^(https?://[^\s/\\]+[^\s\\]*|/(?!/)[^\s\\]*)$",
    "Donnez une adresse complète (https://…), ou qui commence par « / ».",
)
"""Without a backslash, which browsers read as a slash: « /\\ailleurs.example » would leave the Store."""


@dataclass(frozen=True)
class SiteLink:
    """`under`: the start of the addresses for which it is the current link. `until`: when what it leads to expires."""

    label: str
    url: str
    under: str = ""
    until: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it leads to a page of the Store, which then keeps the chosen territory."""
        return self.url.startswith("/") and not self.url.startswith("/documents/")


@dataclass(frozen=True)
class Screen:
    """A page of the Store that no editor writes. `url`: the name of its address, or the address."""

    label: str
    url: str
    under: str = ""

    def link(self, label: str) -> SiteLink:
        url = self.url if self.url.startswith("/") else reverse(self.url)
        return SiteLink(label or self.label, url, self.under or url)


SCREENS = {
    "home": Screen("Accueil", "/"),
    "catalogue": Screen("Tous les services", "catalogue"),
    "needs": Screen("Besoins", "needs"),
    "consultations": Screen("Consultations", "/consultations/"),
    "funding": Screen("Financements", "/financements/"),
    "themes": Screen("Thématiques", "/#thematiques", "/themes/"),
    "territory": Screen("Mon territoire", "territory-search", "/territoires/"),
    "propose": Screen("Proposer un service", "propose-service"),
    "contact": Screen("Contact", "store-contact"),
    "plan": Screen("Plan du site", "plan"),
}


def _label(help_text: str = "") -> blocks.CharBlock:
    return blocks.CharBlock(label="Libellé", max_length=60, required=not help_text, help_text=help_text)


class KeptPageBlock(blocks.PageChooserBlock):
    """A form left open, or a setting made before, may still name a page that the chooser no longer shows."""

    def clean(self, value: Page | None) -> Page | None:
        page = super().clean(value)
        if page and TrashPage.holds(page):
            raise ValidationError(
                f"« {page.title} » est dans la corbeille : restaurez-la, ou choisissez une autre page."
            )
        return page


class PageLinkBlock(blocks.StructBlock):
    page = KeptPageBlock(label="Page")
    label = _label("Vide : le titre de la page.")

    def link(self, value: Any, site: Site | None) -> SiteLink | None:
        """None for a page that not everybody may read."""
        page: Page | None = value["page"]
        if page is None or not page.live or page.path.startswith(closed_to(None)):
            return None
        url = page.get_url(current_site=site)
        return SiteLink(value["label"] or page.title, url, url, page.expire_at) if url else None

    class Meta:
        label = "Page"
        description = "Une page du site. Le lien disparaît tant qu'elle n'est pas publiée."
        icon = "doc-empty"


class ScreenLinkBlock(blocks.StructBlock):
    screen = blocks.ChoiceBlock(label="Écran", choices=[(name, one.label) for name, one in SCREENS.items()])
    label = _label("Vide : son nom.")

    def link(self, value: Any, site: Site | None) -> SiteLink | None:
        screen = SCREENS.get(value["screen"])
        return screen.link(value["label"]) if screen else None

    class Meta:
        label = "Écran du Store"
        description = "Ce que personne n'écrit : le catalogue, les thématiques, « Mon territoire »…"
        icon = "desktop"


class AddressLinkBlock(blocks.StructBlock):
    label = _label()
    url = blocks.CharBlock(label="Adresse", max_length=500, validators=[_AN_ADDRESS])

    def link(self, value: Any, site: Site | None) -> SiteLink:
        return SiteLink(value["label"], value["url"], "" if "#" in value["url"] else value["url"])

    class Meta:
        label = "Adresse"
        description = "Un autre site, ou une adresse du Store qui commence par « / »."
        icon = "link"


class DocumentLinkBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label="Document")
    label = _label("Vide : le titre du document.")

    def link(self, value: Any, site: Site | None) -> SiteLink | None:
        document = value["document"]
        return SiteLink(value["label"] or document.title, document.url) if document else None

    class Meta:
        label = "Document"
        description = "Un fichier de la bibliothèque. Tout le monde peut alors le lire."
        icon = "doc-full-inverse"


class SiteLinksBlock(blocks.StreamBlock):
    page = PageLinkBlock()
    screen = ScreenLinkBlock()
    address = AddressLinkBlock()
    document = DocumentLinkBlock()


class FooterColumnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=60)
    links = SiteLinksBlock(label="Liens", max_num=8)

    class Meta:
        label = "Colonne"
        icon = "list-ul"


class FooterColumnsBlock(blocks.StreamBlock):
    column = FooterColumnBlock()


class SiteLinksField(ContentField):
    vocabulary = SiteLinksBlock


class FooterColumnsField(ContentField):
    vocabulary = FooterColumnsBlock


def links_of(stream: blocks.StreamValue, site: Site | None) -> tuple[SiteLink, ...]:
    """In their order, without those that lead nowhere today."""
    found = (one.block.link(one.value, site) for one in stream or ())
    return tuple(link for link in found if link)


_MENU = ("home", "catalogue", "needs", "themes", "territory")


def default_menu() -> list[tuple[str, dict[str, str]]]:
    return [("screen", {"screen": name, "label": ""}) for name in _MENU]


def default_footer_links() -> list[tuple[str, dict[str, str]]]:
    """`store.content.site` makes links to pages of the first two."""
    return [
        ("address", {"label": "Aide", "url": "/aide/"}),
        ("address", {"label": "Questions fréquentes", "url": "/questions-frequentes/"}),
        ("screen", {"screen": "propose", "label": ""}),
        ("screen", {"screen": "contact", "label": ""}),
    ]
