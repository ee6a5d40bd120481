"""News, stories, guides, events and questions of the demonstration, read from pages.yml."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.rich_text import RichText

from catalogue.deployments.models import Deployment
from catalogue.foundation.digests import digest
from catalogue.services.loading.markdown import page_rich_text
from catalogue.services.loading.memory import LoadOutcome, remember, verdict
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind
from store.content.models import (
    EventIndex,
    FaqPage,
    GuideIndex,
    HomePage,
    News,
    NewsIndex,
    SiteSettings,
    StoreEvent,
    Story,
    StoryIndex,
)
from store.content.models.guides import ComparedService, Guide
from store.content.models.site_links import default_menu
from store.content.site import page_state

PAGES = Path(__file__).with_name("pages.yml")
_RICH = ("text", "answer")
"""Written in Markdown."""


@transaction.atomic
def make_demo_pages() -> list[LoadOutcome]:
    """Creates what is missing and updates what nobody edited; a story without a use to tell of is left out."""
    told: dict[str, Any] = yaml.safe_load(PAGES.read_text(encoding="utf-8"))
    made = [
        *(_page(NewsIndex, one, _news) for one in told["news"]),
        *(_page(StoryIndex, one, _story) for one in told["stories"]),
        *(_page(GuideIndex, one, _guide) for one in told["guides"]),
        *(_page(EventIndex, one, _event) for one in told["events"]),
        _page(HomePage, told["questions"], _questions),
    ]
    _show_in_menu()
    return [outcome for outcome in made if outcome is not None]


def _show_in_menu() -> None:
    """What lives, in place of the way home, which the logo is; nothing where somebody changed the menu."""
    for kept in SiteSettings.objects.all():
        if [(one.block_type, dict(one.value)) for one in kept.menu] == default_menu():
            lists = [model.objects.first() for model in (StoryIndex, GuideIndex, NewsIndex)]
            kept.menu = [*default_menu()[1:], *(("page", {"page": page, "label": ""}) for page in lists if page)]
            kept.save()


def _page(under: type[Page], said: dict[str, Any], write) -> LoadOutcome | None:
    parent = under.objects.first()
    if parent is None:
        return None
    key, source = f"demo-page:{said['slug']}", digest(said)
    there = Page.objects.child_of(parent).filter(slug=said["slug"]).first()
    outcome = verdict(key, source, page_state(there), force=False)
    if outcome not in (LoadOutcome.CREATED, LoadOutcome.UPDATED):
        return outcome
    page = write(there.specific if there else None, said)
    if page is None:
        return None
    page.title, page.slug = said["title"], said["slug"]
    if page.pk is None:
        page.live = False
        Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    remember(key, source, page_state(page))
    return outcome


def _article(page: Any, said: dict[str, Any]) -> Any:
    page.summary, page.is_demo = said["summary"], True
    page.date = timezone.localdate() + timedelta(days=min(said["days"], 0))
    page.body = list(_blocks(said["body"]))
    return page


def _blocks(body: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for block in body:
        for name, value in block.items():
            yield name, _table(value) if name == "table" else _value(value)


def _value(value: Any, name: str = "text") -> Any:
    """What is written in Markdown as rich text, at any depth; a quotation is plain."""
    if isinstance(value, dict):
        plain = "author" in value
        return {key: one if plain else _value(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_value(one, "") for one in value]
    return RichText(page_rich_text(value)) if name in _RICH else str(value)


def _table(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "caption": said["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in said["columns"]],
        "rows": [{"values": row} for row in said["rows"]],
    }


def _news(page: News | None, said: dict[str, Any]) -> News:
    page = _article(page or News(), said)
    page.tags.set(said["tags"])
    return page


def _story(page: Story | None, said: dict[str, Any]) -> Story | None:
    """Of the collectivité that is named, or of the smallest commune that uses it in the demonstration."""
    uses = Deployment.objects.in_use().filter(service__external_id=said["service"]).select_related("organisation")
    if key := said.get("territory"):
        kind, code = key.split("-")
        use = uses.filter(territory__kind=kind, territory__code=code).first()
    else:
        small = uses.filter(territory__kind=Kind.COMMUNE, is_demo=True, territory__population__gt=0)
        use = small.order_by("territory__population", "pk").first()
    if use is None:
        return None
    page = _article(page or Story(), said)
    page.service_id, page.organisation = use.service_id, use.organisation
    page.teller, page.has_agreed = said["teller"], True
    return page


def _guide(page: Guide | None, said: dict[str, Any]) -> Guide:
    guide: Any = _article(page or Guide(), said)
    services = ServicePage.objects.live().in_bulk(said["compared"], field_name="external_id")
    guide.compared = [ComparedService(service=services[key]) for key in said["compared"] if key in services]
    if title := said.get("checklist"):
        guide.checklist = Document.objects.filter(title=title).first() or _checklist(title, said)
    return guide


def _checklist(title: str, said: dict[str, Any]) -> Document:
    workbook, file = Workbook(), BytesIO()
    sheet = workbook.active
    sheet.append(["À faire", "Fait le", "Par qui"])
    for task in said["tasks"]:
        sheet.append([task])
    sheet.append(["Exemple inventé pour la démonstration"])
    sheet.column_dimensions["A"].width = 70
    workbook.save(file)
    return Document.objects.create(title=title, file=ContentFile(file.getvalue(), f"{said['slug']}.xlsx"))


def _event(page: StoreEvent | None, said: dict[str, Any]) -> StoreEvent:
    page = _article(page or StoreEvent(), said)
    day = timezone.localtime().replace(hour=said["hour"], minute=0, second=0, microsecond=0)
    page.starts = day + timedelta(days=said["days"])
    page.ends = page.starts + timedelta(minutes=said["minutes"])
    page.place, page.link = said["place"], said.get("link", "")
    return page


def _questions(page: FaqPage | None, said: dict[str, Any]) -> FaqPage:
    questions: Any = page or FaqPage(show_in_menus=True)
    questions.introduction = f"{said['introduction']} (donnée de démonstration)"
    questions.subjects = [("subject", _value(subject)) for subject in said["subjects"]]
    return questions
