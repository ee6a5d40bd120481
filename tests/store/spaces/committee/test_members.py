"""A member declares, scores without seeing anybody's, then reads what the others gave."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from catalogue.review.models import ConflictDeclaration, ReviewScore, Seat
from catalogue.review.reviewing import add_files, declare
from store.accounts.rights import COMMITTEE
from tests import factories
from tests.catalogue.review.sitting import make_seat, score
from tests.store.spaces.committee.desk import DESK, Member, of_file, of_session
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
THEIRS = "Ce que le comité a noté"


def header(client) -> str:
    tools = BeautifulSoup(client.get("/comite/").content, "html.parser").select_one(".fr-header__tools")
    return " ".join(tools.get_text(" ", strip=True).split())


def test_a_member_finds_what_waits_in_the_header_and_at_the_desk(table):
    member = Member(table.amrf)
    assert "Comité" in header(member.client)
    assert "à lire" not in header(member.client)
    table.open()
    assert "Comité (2) : dossiers à lire" in header(member.client)
    assert "2 dossiers : 2 à lire" in member.read(DESK)
    member.declare(table.first)
    member.score(table.first, "4", "3")
    assert "(1) : dossier à lire" in header(member.client)
    told = member.read(of_session(table.session))
    assert "Il vous reste 1 dossier sur 2" in told
    assert "Notes données" in told
    assert "Intérêts à déclarer" in told


def test_a_file_does_not_open_before_the_declaration(table):
    member = Member(table.amrf)
    assert "La séance n'est pas ouverte" in member.read(of_file(table.first))
    table.open()
    told = member.read(of_file(table.first))
    assert "D'abord, vos intérêts" in told
    assert "Porteur" not in told
    assert "Vos notes" not in told
    told = text_of(member.declare(table.first))
    assert "vous pouvez lire et noter" in told
    assert "Porteur Roanne" in told


def test_a_declaration_without_an_answer_or_a_reason_is_refused_on_its_field(table):
    table.open()
    member = Member(table.amrf)
    told = text_of(member.post(f"{of_file(table.first)}declaration/"))
    assert "Répondez par oui ou par non." in told
    assert "Erreur :" in told
    assert "Dites en quelques mots" in text_of(member.declare(table.first, "oui"))
    assert ConflictDeclaration.objects.count() == 0


def test_a_conflict_that_data_shows_is_proposed(table):
    table.amrf.organisation = table.roanne
    table.amrf.save()
    table.open()
    member = Member(table.amrf)
    page = BeautifulSoup(member.get(of_file(table.first)).content, "html.parser")
    assert page.select_one("input[name=conflict][value=oui]").has_attr("checked")
    assert "Ce dossier concerne votre organisation, Roanne." in page.select_one("textarea").text
    assert "dites pourquoi il ne joue pas" in text_of(member.declare(table.first))
    assert not page.select_one("input[name=conflict][value=non]").has_attr("checked")
    other = BeautifulSoup(member.get(of_file(table.second)).content, "html.parser")
    assert not other.select("input[checked]")


def test_nobody_sees_the_scores_of_others_before_giving_theirs(table):
    table.open()
    score(table.first, table.adf, 5, 1)
    member = Member(table.amrf)
    member.declare(table.first)
    assert THEIRS not in member.read(of_file(table.first))
    told = text_of(member.score(table.first, "4", gesture="garder", comment="Très attendu"))
    assert "Vos notes sont gardées." in told
    assert THEIRS not in told
    assert "Très attendu" in told
    told = text_of(member.score(table.first, "4"))
    assert "Choisissez une note, ou « sans objet »." in told
    assert THEIRS not in told
    told = text_of(member.score(table.first, "2", "sans-objet", comment="Très attendu"))
    assert THEIRS in told
    assert "ADF : 3,7" in told
    assert "AMRF : 2,0 Impact : Très attendu" in told
    assert "Ensemble, pondéré 2,8 2,8 0,8 2" in told
    again = text_of(member.score(table.first, "5", "5"))
    assert "elles ne changent plus" in again
    assert ReviewScore.objects.filter(declaration__seat=table.amrf).values_list("value", flat=True)[0] == 2


def test_who_is_in_conflict_reads_no_number_that_includes_the_file(table):
    table.open()
    for seat in (table.adf, table.chair):
        score(table.first, seat, 5, 1)
    member = Member(table.amrf)
    told = text_of(member.declare(table.first, "oui", "J'en suis l'élue."))
    assert "Vous vous êtes retiré de ce dossier" in told
    assert THEIRS not in told
    assert "3,7" not in told
    told = text_of(member.score(table.first, "0", "0"))
    assert "vous n'y participez pas" in told
    assert "1 dossier :" in member.read(DESK)
    told = member.read(of_session(table.session))
    assert "sur 1" in told
    assert "Vous vous êtes retiré" in told


def test_a_conflict_found_later_takes_ones_scores_out(table):
    table.open()
    score(table.first, table.adf, 5, 5)
    score(table.first, table.amrf, 0, 0)
    member = Member(table.amrf)
    assert THEIRS in member.read(of_file(table.first))
    assert "quel est ce conflit" in text_of(member.post(f"{of_file(table.first)}retrait/", reason=" "))
    told = text_of(member.post(f"{of_file(table.first)}retrait/", reason="Ma sœur y travaille."))
    assert "Vous vous êtes retiré" in told
    assert THEIRS not in told
    assert "Ensemble, pondéré 5,0" in Member(table.adf).read(of_file(table.first))


def test_the_desk_closes_on_the_day_the_seat_ends(table):
    table.open()
    member = Member(table.amrf)
    assert member.get(DESK).status_code == 200
    Seat.objects.filter(pk=table.amrf.pk).update(until=timezone.localdate() - timedelta(days=1))
    for address in (DESK, of_session(table.session), of_file(table.first)):
        assert member.get(address).status_code == 403
    assert member.client.post(f"{of_file(table.first)}declaration/", {"conflict": "non"}).status_code == 403
    assert "Comité" not in text_of(member.get("/mon-compte/"))


def test_naming_somebody_opens_the_desk_and_another_committee_stays_closed(table, client):
    newcomer = factories.make_person("Inès")
    client.force_login(newcomer)
    assert client.get(DESK).status_code == 403
    other = type(table.committee).objects.create(name="Jury du fonds")
    seat = make_seat(other, "AMF", user=newcomer)
    assert newcomer.groups.filter(name=COMMITTEE).exists()
    assert client.get(DESK).status_code == 200
    table.open()
    for address in (of_session(table.session), of_file(table.first), f"{of_session(table.session)}presidence/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{of_session(table.session)}presidence/fermer/").status_code == 403
    seat.delete()
    assert not newcomer.groups.exists()


def test_the_desk_costs_the_same_for_two_files_and_for_forty(table, django_assert_max_num_queries):
    towns = [factories.make_organisation(f"Ville {number}") for number in range(38)]
    add_files(table.session, towns)
    table.open()
    member, chair = Member(table.amrf), Member(table.chair)
    for file in table.session.files.all():
        declare(file, table.chair, False)
    for one, address in (
        (member, DESK),
        (member, of_session(table.session)),
        (chair, f"{of_session(table.session)}presidence/"),
    ):
        with django_assert_max_num_queries(24):
            assert one.get(address).status_code == 200
