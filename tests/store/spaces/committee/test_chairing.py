"""The chair opens, closes, decides and publishes; in conflict, the deputy does."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from catalogue.review.models import Decision, Session
from catalogue.review.reviewing import declare
from tests.catalogue.review.sitting import score
from tests.store.spaces.committee.desk import Member, of_file, of_session
from tests.store.spaces.maintainer.pages import text_of, words_of

pytestmark = pytest.mark.django_db
WHY = "Utile à toutes les communes."


def presidency(table) -> str:
    return f"{of_session(table.session)}presidence/"


def drafts_on(response) -> list[str]:
    boxes = BeautifulSoup(response.content, "html.parser").select("input[name=decision]")
    return [box["value"] for box in boxes]


def decide(member, file, outcome="retenu", reason=WHY, amount=""):
    return member.post(f"{of_file(file)}decision/", outcome=outcome, reason=reason, amount=amount)


@pytest.fixture
def scored(table):
    """Both files scored by three members; the session is open."""
    table.open()
    for file in (table.first, table.second):
        for seat, values in ((table.chair, (3, 3)), (table.amrf, (5, 5)), (table.adf, (1, 1))):
            score(file, seat, *values)
    return table


def test_a_session_is_held_from_opening_to_publication(table):
    chair = Member(table.chair)
    told = text_of(chair.post(f"{presidency(table)}ouvrir/"))
    assert "La séance est ouverte" in told
    table.session.refresh_from_db()
    for file in (table.first, table.second):
        for seat in (table.chair, table.amrf):
            score(file, seat, 4, 4)
    assert "2 membres ont donné leurs notes : moyenne 4,0, médiane 4,0, écart type 0,0" in chair.read(presidency(table))
    assert "n'attend pas votre décision" in text_of(decide(chair, table.first))
    assert "La séance est close" in text_of(chair.post(f"{presidency(table)}fermer/"))
    assert "pas encore publiée" in text_of(decide(chair, table.first, amount="12 000,50"))
    told = text_of(decide(chair, table.second, "ajourne", "Un chiffrage manque."))
    assert told.count("pas encore publié") >= 2
    assert list(Decision.objects.published_about(table.roanne)) == []
    assert "Retenu" not in Member(table.amrf).read(of_session(table.session))
    read = chair.client.post(f"{presidency(table)}publication/", {"decision": drafts_on(chair.get(presidency(table)))})
    assert "Publier 2 décisions" in text_of(read)
    assert Decision.objects.published().count() == 0
    done = chair.post(f"{presidency(table)}publication/", decision=drafts_on(read), publier="oui")
    assert "2 décisions publiées." in text_of(done)
    assert Session.objects.get().state == "publiee"
    told = Member(table.amrf).read(of_file(table.first))
    assert "Décision du comité : Retenu" in told
    assert "12 000,50 €" in told.replace("\xa0", " ").replace("\u202f", " ")


def test_a_decision_without_a_reason_is_refused_on_its_field(scored):
    scored.close()
    chair = Member(scored.chair)
    told = text_of(decide(chair, scored.first, "non-retenu", " ", amount="10"))
    assert "Donnez le motif de la décision" in told
    assert "Seul un dossier retenu reçoit un montant." in told
    assert "Écrivez un nombre" in text_of(decide(chair, scored.first, amount="douze"))
    assert Decision.objects.count() == 0


def test_what_changed_since_it_was_read_is_not_published(scored):
    scored.close()
    chair = Member(scored.chair)
    decide(chair, scored.first)
    seen = drafts_on(chair.get(presidency(scored)))
    decide(chair, scored.first, "non-retenu", "Existe déjà.")
    for values in (seen, [], ["n'importe quoi", "12@hier"]):
        told = text_of(chair.post(f"{presidency(scored)}publication/", decision=values, publier="oui"))
        assert "rien n'est publié" in told or "Choisissez au moins une décision" in told
    assert Decision.objects.published().count() == 0


def test_the_chair_in_conflict_reads_no_figure_and_the_deputy_decides(scored):
    chair, deputy = Member(scored.chair), Member(scored.deputy)
    chair.post(f"{of_file(scored.first)}retrait/", reason="J'ai travaillé à Roanne.")
    scored.close()
    told = chair.read(presidency(scored))
    assert "Confiés à la vice-présidence Projet de Roanne" in told
    assert told.count("ont donné leurs notes") == 1
    assert "n'attend pas votre décision" in text_of(decide(chair, scored.first))
    assert "Déclarez d'abord vos intérêts" in deputy.read(presidency(scored))
    assert "n'attend pas votre décision" in text_of(decide(deputy, scored.first))
    deputy.declare(scored.first)
    assert "2 membres ont donné leurs notes : moyenne 3,0" in deputy.read(presidency(scored))
    decide(deputy, scored.first)
    assert WHY not in chair.read(presidency(scored))
    assert drafts_on(chair.get(presidency(scored))) == []
    stolen = f"{Decision.objects.get().pk}@{Decision.objects.get().decided_at.isoformat()}"
    told = text_of(chair.post(f"{presidency(scored)}publication/", decision=stolen, publier="oui"))
    assert "se décide par la présidence" in told
    assert WHY not in text_of(chair.post(f"{presidency(scored)}publication/", decision=stolen))
    published = deputy.post(
        f"{presidency(scored)}publication/", decision=drafts_on(deputy.get(presidency(scored))), publier="oui"
    )
    assert "1 décision publiée." in text_of(published)
    assert WHY in chair.read(of_file(scored.first))


def test_a_member_does_nothing_of_the_chair(scored):
    member = Member(scored.amrf)
    assert "Présidence" not in member.read(of_session(scored.session))
    for address in ("", "ouvrir/", "fermer/", "publication/"):
        assert member.client.post(presidency(scored) + address).status_code in (403, 405)
    assert member.get(presidency(scored)).status_code == 403
    assert decide(member, scored.first).status_code == 403
    assert Session.objects.get().is_open


def test_a_page_of_anybody_shows_a_published_decision_and_names_nobody(scored):
    declare(scored.second, scored.adf, True, "J'en suis.")
    scored.close()
    chair = Member(scored.chair)
    decide(chair, scored.second, "non-retenu", "Existe déjà.")
    chair.post(f"{presidency(scored)}publication/", decision=drafts_on(chair.get(presidency(scored))), publier="oui")
    [decision] = list(Decision.objects.published_about(scored.feurs))
    told = words_of(render_to_string("review/decision.html", {"decision": decision}))
    assert "Décision du comité : Non retenu Existe déjà." in told
    assert "Comité de sélection, Première séance du 3 mai 2026" in told
    assert "Notes de 2 membres, de 0 à 5 : médiane 4,0, écart type 1,0, moyenne 4,0." in told
    assert "peut revenir à une prochaine séance" in told
    assert not any(seat.user.name in told for seat in scored.committee.seats.all())
