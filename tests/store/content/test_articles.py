"""News, stories, guides, questions, events: written in the admin, read where they belong and nowhere else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, Site
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, streamfield

from catalogue.deployments.models import Deployment, Status
from catalogue.services.models import ServicePage
from store.content.models import (
    EditorialPage,
    EventIndex,
    FaqPage,
    GuideIndex,
    HomePage,
    News,
    NewsIndex,
    StoreEvent,
    Story,
    StoryIndex,
)
from store.content.models.guides import ComparedService, Guide
from store.content.section_menu import section_menu
from tests import factories
from tests.store.admin.people import Desk, administrator

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
CANARY = "zibeline"


@pytest.fixture
def desk(site):
    return Desk(administrator())


@pytest.fixture
def town():
    return factories.make_territory("Saint-Étienne")


@pytest.fixture
def use(catalogue, town):
    organisation = factories.make_organisation("Ville de Saint-Étienne", territory=town)
    service = factories.make_service("Rendez-vous", themes=[factories.make_theme()])
    return factories.make_deployment(service, organisation)


def read(client, page) -> str:
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    return answer.content.decode()


def write(desk, parent, model, press: str = "action-publish", **fields):
    """Fill in the form of a new page and press a button; the page, or what the form says."""
    address = reverse("wagtailadmin_pages:add", args=["content", model._meta.model_name, parent.pk])
    data = {**desk.blank(desk.client.get(address).text), **nested_form_data({"body": streamfield([])}), **fields}
    answer = desk.client.post(address, {**data, press: press})
    page = model.objects.filter(title=fields["title"]).first()
    return page if answer.status_code == 302 else answer.content.decode()


def test_an_editor_writes_news_and_readers_follow_them(desk, client):
    index = factories.make_list(NewsIndex, "actualites")
    page = write(
        desk, index, News, title="Cent services", slug="cent", summary="Le centième.", tags="catalogue, étapes"
    )
    assert isinstance(page, News), page
    html = read(client, page)
    assert "L&#x27;équipe du Store" in html
    assert '"@type": "NewsArticle"' in html
    assert "Cent services" in read(client, index)
    feed = client.get("/actualites.atom").content.decode()
    assert "<title>Cent services</title>" in feed
    assert '<category term="étapes"' in feed
    listed = client.get("/sitemap-pages.xml").content.decode()
    assert page.full_url in listed


def test_news_are_narrowed_by_a_word_and_come_some_at_a_time(client):
    for number in range(12):
        page = factories.make_news(f"Nouvelle {number:02}")
        if number % 2:
            page.tags.add("outils")
            factories.publish(page)
    index = NewsIndex.objects.get()
    assert "Nouvelle 00" not in read(client, index)
    assert "Nouvelle 00" in client.get(f"{index.get_url()}?page=2").content.decode()
    narrowed = client.get(f"{index.get_url()}?mot=outils").content.decode()
    assert "Nouvelle 01" in narrowed
    assert "Nouvelle 02" not in narrowed
    for nonsense in ("?page=-1", "?page=1e9", "?page=abc", "?mot=%00", "?mot=" + "a" * 10_000):
        assert client.get(f"{index.get_url()}{nonsense}").status_code == 200


def test_a_story_shows_on_the_sheet_at_the_user_and_on_the_territory(desk, client, use, town):
    story = write(
        desk,
        factories.make_list(StoryIndex),
        Story,
        title="Moins d'attente au guichet",
        slug="guichet",
        summary="Six mois après.",
        service=str(use.service_id),
        organisation=str(use.organisation_id),
        teller="Directrice",
        has_agreed="on",
    )
    assert isinstance(story, Story), story
    address = f'href="{story.get_url()}'
    sheet = use.service
    for page in (sheet.get_url(), reverse("users", args=[sheet.slug]), town.get_absolute_url()):
        assert address in client.get(page).content.decode(), page
    html = read(client, story)
    assert "En production" in html
    assert "Voir la fiche" in html


def test_a_story_needs_the_use_that_it_tells_and_the_agreement_of_who_tells_it(desk, use):
    index = factories.make_list(StoryIndex)
    said = {"slug": "a", "summary": "R.", "service": str(use.service_id), "teller": "Maire"}
    other = factories.make_organisation("Autre")
    refused = write(desk, index, Story, title="Un", organisation=str(other.pk), has_agreed="on", **said)
    assert "Aucun usage de ce service" in refused
    refused = write(desk, index, Story, title="Deux", organisation=str(use.organisation_id), **said)
    assert "doit avoir donné son accord" in refused
    draft = write(desk, index, Story, "action-save", title="Trois", slug="trois", summary="R.", teller="Maire")
    assert isinstance(draft, Story)
    assert not draft.live


def hide(story, how: str) -> None:
    if how == "unpublish":
        story.unpublish()
    elif how == "restrict":
        factories.restrict(story)
    elif how == "archive":
        story.archived_on = timezone.localdate()
        factories.publish(story)
    elif how == "expire":
        Story.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    else:
        ServicePage.objects.get(pk=story.service_id).unpublish()


@pytest.mark.parametrize("how", ["unpublish", "restrict", "archive", "expire", "hide its service"])
def test_a_story_that_is_hidden_or_whose_service_is_shows_nowhere_else(client, use, town, how):
    story = factories.make_story(f"Une {CANARY} au guichet", use)
    sheet = use.service
    theme = sheet.themes.get().get_absolute_url()
    pages = [sheet.get_url(), reverse("users", args=[sheet.slug]), town.get_absolute_url(), theme]
    assert all(story.get_url() in client.get(page).content.decode() for page in pages)
    hide(story, how)
    still_at_its_address = how in ("archive", "hide its service")
    for page in (*pages, "/", "/plan-du-site/", *(() if still_at_its_address else ("/sitemap-pages.xml",))):
        if how == "hide its service" and sheet.slug in page:
            continue
        assert CANARY not in client.get(page).content.decode()


@pytest.mark.parametrize("how", ["draft", "restricted", "expired"])
def test_hidden_news_are_in_no_list_feed_or_word(client, how):
    factories.make_news("Une autre")
    page = factories.make_news(f"Une {CANARY}")
    page.tags.add(CANARY)
    factories.publish(page)
    if how == "draft":
        page.unpublish()
    elif how == "restricted":
        factories.restrict(page)
    else:
        News.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    for address in (NewsIndex.objects.get().get_url(), "/actualites.atom", "/sitemap-pages.xml", "/"):
        assert CANARY not in client.get(address).content.decode(), address


def test_a_guide_compares_services_and_hides_those_that_are_hidden(client):
    theme = factories.make_theme()
    open_to_all, hidden = factories.make_service("Visible", themes=[theme]), factories.make_service(CANARY)
    factories.make_deployment(open_to_all)
    guide = factories.make_guide("Choisir un outil")
    guide.compared = [ComparedService(service=open_to_all), ComparedService(service=hidden)]
    factories.publish(guide)
    assert CANARY in read(client, guide)
    assert guide.get_url() in client.get(theme.get_absolute_url()).content.decode()
    hidden.unpublish()
    html = read(client, guide)
    assert CANARY not in html
    assert '<th scope="row">Qui l&#x27;utilise</th>' in html or "Qui l'utilise</th>" in html
    assert "1 organisation" in html
    assert GuideIndex.objects.get().get_url()


def test_a_story_of_a_use_that_is_contested_or_not_yet_one_is_not_told(desk, client, use):
    story = factories.make_story("Moins d'attente", use)
    assert "Moins d&#x27;attente" in read(client, use.service)
    Deployment.objects.update(standing="contestee", contest_reason="Non.")
    for page in (use.service, StoryIndex.objects.get()):
        assert "Moins d&#x27;attente" not in read(client, page)
    assert "Aucun usage de ce service" in story.missing()["organisation"]
    Deployment.objects.update(standing="declaree", contest_reason="", status=Status.INTERET)
    assert "Aucun usage de ce service" in story.missing()["organisation"]


def test_a_guide_says_the_whole_cost_once_for_each_service(client, catalogue):
    dear = factories.make_service("Cher", cost="Deux cents euros par an, puis un euro par habitant.")
    guide = factories.make_guide("Choisir")
    for service in (dear, dear, factories.make_service("Autre")):
        guide.compared.add(ComparedService(service=service))
    factories.publish(guide)
    html = read(client, guide)
    assert html.count("puis un euro par habitant.") == 1
    assert 'href="/comparer/?services=cher&amp;services=autre"' in html


def test_questions_unfold_and_search_engines_read_them(client, site):
    question = {"question": "Est-ce gratuit ?", "answer": RichText("<p>Oui, </script>pour tous.</p>")}
    page = FaqPage(title="Questions", slug="faq", subjects=[("subject", {"title": "Coût", "questions": [question]})])
    HomePage.objects.get().add_child(instance=page)
    factories.publish(page)
    html = read(client, page)
    assert "<h2>Coût</h2>" in html
    assert "<summary>Est-ce gratuit ?</summary>" in html
    assert '"@type": "FAQPage"' in html
    assert "Oui" in html.partition("FAQPage")[2].partition("</script>")[0]


def test_an_event_ends_after_it_starts_and_is_somewhere(desk):
    index = factories.make_list(EventIndex)
    when = {"starts": "2027-03-03 14:00", "ends": "2027-03-03 13:00", "summary": "R."}
    assert "La fin précède le début." in write(desk, index, StoreEvent, title="A", slug="a", place="Paris", **when)
    when["ends"] = "2027-03-03 15:00"
    assert "Dites où" in write(desk, index, StoreEvent, title="B", slug="b", **when)
    for link in ("javascript:alert(1)", "pas une adresse"):
        assert isinstance(write(desk, index, StoreEvent, title="C", slug="c", link=link, **when), str)
    assert isinstance(write(desk, index, StoreEvent, title="D", slug="d", place="Paris", **when), StoreEvent)


def test_a_diary_takes_the_event_at_the_right_hour(client):
    starts = datetime(2027, 7, 5, 14, 30, tzinfo=PARIS)
    event = factories.make_event("Accueil ; les « premiers » pas, à Besançon" + " é" * 60, starts=starts)
    answer = client.get(reverse("event-file", args=[event.pk]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    unfolded = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART;TZID=Europe/Paris:20270705T143000\r\n" in unfolded
    assert "DTEND;TZID=Europe/Paris:20270705T153000\r\n" in unfolded
    assert "SUMMARY:Accueil \\; les « premiers » pas\\, à Besançon" in unfolded
    assert "Le 5 juillet 2027, de 14 h 30 à 15 h 30" in read(client, event)


def test_a_hidden_event_has_no_file(client):
    event = factories.make_event(CANARY)
    factories.restrict(event)
    assert client.get(reverse("event-file", args=[event.pk])).status_code == 404
    assert CANARY not in read(client, EventIndex.objects.get())


def test_an_event_moves_to_the_past_by_itself(client, time_machine_at):
    event = factories.make_event("Accueil")
    index = EventIndex.objects.get()
    assert read(client, index).index("Accueil") < read(client, index).index('id="pied"')
    assert "Passés" not in read(client, index)
    time_machine_at(event.ends + timedelta(minutes=1))
    assert "Passés" in read(client, index)
    assert "Cet événement est passé." in read(client, event)


def test_an_archived_page_says_so_at_its_address_and_leaves_the_lists(client):
    page = factories.make_news("Ancienne nouvelle", archived_on=timezone.localdate())
    assert "Page archivée le" in read(client, page)
    assert "Ancienne nouvelle" not in read(client, NewsIndex.objects.get())


def test_a_page_that_waits_to_be_read_again_says_so(client, time_machine_at):
    page = factories.make_guide("Choisir", review_on=timezone.localdate() + timedelta(days=3))
    assert "doit être relue" not in read(client, page)
    time_machine_at(timezone.now() + timedelta(days=4))
    assert "doit être relue" in read(client, page)


def test_the_plan_shows_what_says_that_it_is_in_menus(client):
    factories.make_editorial_page("Montrée")
    factories.make_editorial_page("Discrète", show_in_menus=False)
    factories.restrict(factories.make_editorial_page("Réservée"))
    html = client.get("/plan-du-site/").content.decode()
    assert "Montrée" in html
    assert "Discrète" not in html
    assert "Réservée" not in html


def make_below(parent, title, **fields):
    page = EditorialPage(title=title, slug=slugify(title), show_in_menus=True, **fields)
    return Page.objects.get(pk=parent.pk).add_child(instance=page)


def section_in(html):
    """The names in the menu of the section, the current one marked."""
    menu = BeautifulSoup(html, "html.parser").select_one("nav.fr-sidemenu")
    return [f"*{link.text}" if link.get("aria-current") else link.text for link in menu.select("a")] if menu else []


def test_a_page_shows_the_pages_of_its_section_at_every_level(client, django_assert_num_queries):
    charter = factories.make_editorial_page("Notre charte")
    factories.make_editorial_page("Mentions légales")
    assert section_in(read(client, charter)) == ["*Notre charte", "Mentions légales"]
    data, code = make_below(charter, "Données"), make_below(charter, "Code ouvert")
    reuse = make_below(data, "Réutiliser")
    make_below(charter, "Discrète").unpublish()
    make_below(charter, "Ancienne", archived_on=timezone.localdate())
    assert section_in(read(client, charter)) == ["*Notre charte", "Données", "Code ouvert"]
    assert section_in(read(client, reuse)) == ["Notre charte", "Données", "*Réutiliser", "Code ouvert"]
    assert section_in(read(client, code)) == ["Notre charte", "Données", "*Code ouvert"]
    with django_assert_num_queries(3):  # restrictions, where the site is, and pages of all levels
        section_menu(reuse, Site.objects.select_related("root_page").get())


def test_pages_cost_few_queries(client, use, django_assert_max_num_queries):
    pages = [
        factories.make_story("Récit", use),
        factories.make_news("Nouvelle"),
        factories.make_guide("Guide"),
        factories.make_event("Rencontre"),
        NewsIndex.objects.get(),
        StoryIndex.objects.get(),
        EventIndex.objects.get(),
    ]
    for page in pages:
        address = page.get_url()
        client.get(address)
        with django_assert_max_num_queries(13):  # two of them are kept until somebody writes, outside of a test
            client.get(address)


def test_a_use_without_a_story_has_no_link(client, use):
    factories.make_deployment(use.service, status=Status.PILOTE)
    factories.make_story("Récit", use)
    html = client.get(reverse("users", args=[use.service.slug])).content.decode()
    assert html.count("Son retour d'expérience") == 1


def test_an_editor_says_that_a_page_is_up_to_date_as_for_a_sheet(client, site, time_machine_at):
    page = factories.make_guide("Choisir", review_on=timezone.localdate() + timedelta(days=3))
    time_machine_at(timezone.now() + timedelta(days=4))
    desk = Desk(administrator())
    address = reverse("verify-sheet", args=[page.pk])
    form = desk.client.get(address).content.decode()
    assert "Page vérifiée aujourd" in form
    assert "déploiement" not in form
    assert "doit être relue" in read(client, page)
    assert desk.client.post(address).status_code == 302
    assert "doit être relue" not in read(client, page)
    factories.publish(Guide.objects.get(pk=page.pk))
    assert Guide.objects.get(pk=page.pk).verified == timezone.localdate()


def test_a_page_without_a_date_of_verification_is_not_verified(desk, catalogue):
    assert desk.client.get(reverse("verify-sheet", args=[catalogue.pk])).status_code == 404
