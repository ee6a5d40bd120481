"""An editor looks after the search: what a question finds now and would find is seen before anything is saved."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from search.models import AskedQuestion, PinnedResults, SynonymSet
from tests.e2e.accessibility import assert_sound
from tests.e2e.walked_store import WalkedStore

READER = "Hélène Marchand"


def ask_for_the_effect(page: Page):
    page.get_by_role("button", name="Voir l'effet").focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("region", name="Avant et après")
    expect(shown).to_be_focused()
    return shown


def then(shown, question: str):
    """The lines of « Après votre changement »."""
    section = shown.locator("section", has=shown.page.get_by_role("heading", name=f"« {question} »"))
    return section.get_by_role("list").last.get_by_role("listitem")


def test_a_question_that_finds_nothing_becomes_a_pinned_result(walked_store: WalkedStore, page: Page):
    AskedQuestion.objects.create(day=timezone.localdate(), text="patinoire", asked=3, empty=3)
    walked_store.enter(page, READER, "/admin/")
    page.get_by_role("link", name="1 recherche sans réponse").click()
    page.get_by_role("link", name="Épingler un résultat : patinoire").click()
    expect(page.get_by_role("textbox", name="Question")).to_have_value("patinoire")
    shown = ask_for_the_effect(page)
    expect(shown.get_by_text("Champ requis")).to_be_visible()
    assert_sound(page)

    page.get_by_role("button", name="Choisissez une page").click()
    page.get_by_role("link", name="Espace sur Demande").click()
    expect(page.locator("[data-chooser-title]")).to_have_text("Espace sur Demande")
    shown = ask_for_the_effect(page)
    expect(shown.get_by_text("Aucun service")).to_be_visible()
    expect(then(shown, "patinoire")).to_have_text(["Espace sur Demande épinglé, n'était pas trouvé"])
    assert_sound(page)
    assert not PinnedResults.objects.exists()

    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Résultats épinglés « patinoire »")
    walked_store.open(page, "/services/?q=Patinoires")
    expect(page.get_by_role("heading", name="Réserver une salle ou un bureau")).to_be_visible()


def test_synonyms_are_seen_at_work_before_they_are_saved(walked_store: WalkedStore, page: Page):
    before = SynonymSet.objects.count()
    walked_store.enter(page, READER, reverse("wagtailsnippets_search_synonymset:add"))
    page.get_by_role("textbox", name="Expressions équivalentes").fill("colloque")
    shown = ask_for_the_effect(page)
    expect(shown.get_by_text("Il faut au moins deux expressions différentes")).to_be_visible()

    page.get_by_role("textbox", name="Expressions équivalentes").fill("colloque\nbureau")
    shown = ask_for_the_effect(page)
    expect(shown.get_by_role("heading", name="« colloque »")).to_be_visible()
    expect(then(shown, "colloque")).to_have_text(["Espace sur Demande n'était pas trouvé"])
    expect(shown.get_by_text("Rien ne change dans les dix premiers résultats.")).to_be_visible()
    assert_sound(page)
    assert SynonymSet.objects.count() == before
