"""The required pages: home, catalogue, lists, help, legal pages. Their initial texts are in texts/."""

from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, Site
from wagtail.rich_text import RichText

from catalogue.foundation.digests import digest
from catalogue.funding.models import FundingIndex
from catalogue.needs.models import ConsultationIndex
from catalogue.services.loading.markdown import page_rich_text
from catalogue.services.loading.memory import LoadOutcome, remember, verdict
from catalogue.services.models import CataloguePage
from store.content.models import (
    EditorialPage,
    EventIndex,
    GuideIndex,
    HomePage,
    NewsIndex,
    SiteSettings,
    StoryIndex,
)
from store.content.models.articles import ArticleList
from store.content.models.site_links import default_footer_links, default_menu

CONTENT = Path(__file__).with_name("texts")
TITLES = {
    "aide": "Aide",
    "questions-frequentes": "Questions fréquentes",
    "accessibilite": "Déclaration d'accessibilité",
    "mentions-legales": "Mentions légales",
    "donnees-personnelles": "Données personnelles",
}
LISTS: dict[str, tuple[type[ArticleList], str, str]] = {
    "actualites": (NewsIndex, "Actualités", "Ce qui change dans le Store et dans les services qu'il réunit."),
    "retours-dexperience": (
        StoryIndex,
        "Retours d'expérience",
        "Des collectivités racontent comment elles ont adopté un service : ce qui a marché, ce qui a coûté.",
    ),
    "guides": (GuideIndex, "Guides", "Choisir un outil, le faire accepter, le mettre en place."),
    "evenements": (EventIndex, "Événements", "Webinaires d'accueil et rencontres, à l'heure de Paris."),
}
_INTRODUCTION = "Trouvez le service numérique qu'il faut à votre collectivité, voyez qui s'en sert et adoptez-le."
_CONSULTING = (
    "Les collectivités disent ce dont elles ont besoin, soutiennent ce que d'autres demandent, et suivent ce qui en "
    "est fait, jusqu'au service déployé."
)
_FUNDING = (
    "Trois façons de faire payer un projet numérique. En une minute : ce qui est financé, pour qui, combien, et "
    "comment le demander."
)


@transaction.atomic
def build_site() -> dict[str, LoadOutcome]:
    """Create what is missing, update texts that nobody edited; returns the outcome of each page by title."""
    Locale.objects.get_or_create(language_code="fr")
    home, made = _home()
    outcomes = {home.title: made}
    _serve(home)
    catalogue = CataloguePage(title="Catalogue des services", slug="services", live=False)
    outcomes[catalogue.title] = _child(home, catalogue)
    for slug, title in TITLES.items():
        outcomes[title] = _editorial_page(home, slug, title)
    for slug, (model, title, introduction) in LISTS.items():
        outcomes[title] = _child(home, model(title=title, slug=slug, introduction=introduction, live=False))
    consultations = ConsultationIndex(
        title="Consultations", slug="consultations", introduction=_CONSULTING, show_in_menus=True, live=False
    )
    outcomes[consultations.title] = _child(home, consultations)
    funding = FundingIndex(
        title="Financements", slug="financements", introduction=_FUNDING, show_in_menus=True, live=False
    )
    outcomes[funding.title] = _child(home, funding)
    outcomes["Réglages du site"] = _settings(home)
    return outcomes


def _home() -> tuple[HomePage, LoadOutcome]:
    home = HomePage.objects.first()
    if home:
        return home, LoadOutcome.UNCHANGED
    root = Page.get_first_root_node() or Page.add_root(title="Racine", slug="root")
    home = HomePage(title="Territoires Store", slug="accueil", introduction=_INTRODUCTION, live=False)
    root.add_child(instance=home)
    home.save_revision().publish()
    return home, LoadOutcome.CREATED


def _serve(home: HomePage) -> None:
    """Make `home` the root of the default site, instead of Wagtail's welcome page."""
    site = Site.objects.filter(is_default_site=True).first()
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if site and site.root_page.specific_class in (HomePage, EditorialPage, CataloguePage):
        if settings.DEMO_ACCOUNTS:  # the demonstration follows its address; elsewhere an administrator may have set it
            _move(site, address)
            site.save()
        return
    welcome = site.root_page if site else None
    site = site or Site(is_default_site=True)
    site.site_name = settings.WAGTAIL_SITE_NAME
    _move(site, address)
    site.root_page = home
    site.save()
    if welcome and welcome.specific_class is Page and welcome.slug == "home" and not welcome.get_children().exists():
        welcome.delete()


def _settings(home: HomePage) -> LoadOutcome:
    """Name the pages of the footer, so that Wagtail knows they are used: a default only has their addresses."""
    site = Site.objects.get(is_default_site=True)
    kept = SiteSettings.of(site)
    if _said(kept.footer_links) != default_footer_links():
        return LoadOutcome.UNCHANGED
    pages = {f"/{page.slug}/": page for page in EditorialPage.objects.child_of(home)}
    links = [
        ("page", {"page": pages[said["url"]], "label": said["label"]}) if said.get("url") in pages else (kind, said)
        for kind, said in default_footer_links()
    ]
    said = {"footer_links": links, **({"menu": _menu()} if _said(kept.menu) == default_menu() else {})}
    _, is_new = SiteSettings.objects.update_or_create(site=site, defaults=said)
    return LoadOutcome.CREATED if is_new else LoadOutcome.UPDATED


def _said(links: StreamValue) -> list[tuple[str, dict]]:
    return [(one.block_type, dict(one.value)) for one in links]


def _menu() -> list[tuple[str, dict]]:
    """With the consultations and the fund beside the needs."""
    pages = (ConsultationIndex.objects.first(), FundingIndex.objects.first())
    beside = [("page", {"page": index, "label": ""}) for index in pages if index]
    menu: list[tuple[str, dict]] = []
    for kind, said in default_menu():
        menu += [(kind, said), *(beside if said.get("screen") == "needs" else [])]
    return menu


def _move(site: Site, address: SplitResult) -> None:
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)


def _child(home: HomePage, page: Page) -> LoadOutcome:
    """Whose type has one page at most."""
    if type(page).objects.exists():
        return LoadOutcome.UNCHANGED
    Page.objects.get(pk=home.pk).add_child(instance=page)
    page.save_revision().publish()
    return LoadOutcome.CREATED


def _editorial_page(home: HomePage, slug: str, title: str) -> LoadOutcome:
    text = (CONTENT / f"{slug}.md").read_text(encoding="utf-8")
    key, said = f"page:{slug}", digest([title, text])
    page = EditorialPage.objects.child_of(home).filter(slug=slug).first()
    outcome = verdict(key, said, page_state(page), force=False)
    if outcome not in (LoadOutcome.CREATED, LoadOutcome.UPDATED):
        return outcome
    page = page or EditorialPage(slug=slug, live=False)
    page.title, page.body = title, [("text", RichText(page_rich_text(text)))]
    if page.pk is None:
        Page.objects.get(pk=home.pk).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    remember(key, said, page_state(page))
    return outcome


def page_state(page: Page | None) -> str:
    return f"revision {page.latest_revision_id}, live {page.live}" if page else "absent"
