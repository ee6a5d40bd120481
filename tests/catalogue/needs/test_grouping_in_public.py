"""What anybody reads of a proposition: what it groups, who grouped it and why, what was changed in it."""

import pytest

from catalogue.needs import contributing, grouping
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Contribution, Objection, Proposition, Stage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(catalogue):
    return factories.make_consultation("Consultation 2021", phases=("recueil",), slug="2021")


@pytest.fixture
def town(catalogue):
    return factories.make_organisation(territory=factories.make_territory("Feurs"))


@pytest.fixture
def contributions(consultation, town):
    return [factories.make_contribution(f"Besoin {n}", consultation=consultation, organisation=town) for n in range(3)]


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def propose(consultation, contributions, title="Un outil commun", why="Même sujet.") -> Proposition:
    values = {"title": title, "text": "Un outil pour tous.", "cost_build": 120_000}
    return grouping.propose_and_group(consultation, values, contributions, why=why, by=anct())


def test_a_proposition_links_its_originals_and_says_who_grouped_them_and_why(client, consultation, contributions):
    proposition = propose(consultation, contributions)
    page = read(client, f"/besoins/{proposition.pk}/")
    assert "3 contributions regroupées" in page and "120 000 € pour construire" in page
    assert "Pas encore de soutien" in page and "Proposition créée, sans aucun soutien".lower() in page
    for one in contributions:
        assert f'href="/besoins/{one.pk}/"' in page
        assert one.title in read(client, f"/besoins/{one.pk}/")
    log = read(client, "/consultations/2021/regroupements/")
    assert log.count("Équipe de l'ANCT") == 4 and log.count("Pourquoi : Même sujet.") == 3


def test_pressing_again_makes_no_second_proposition(consultation, contributions):
    assert propose(consultation, contributions) == propose(consultation, contributions)
    assert Proposition.objects.get().contribution_count == 3


def test_one_that_may_not_be_grouped_stops_all_and_leaves_no_empty_proposition(consultation, contributions, town):
    unread = factories.make_contribution(consultation=consultation, organisation=town, stage=Stage.SUBMITTED)
    with pytest.raises(grouping.ValidationError, match="seules les contributions acceptées"):
        propose(consultation, [*contributions, unread])
    assert not Proposition.objects.exists() and not Contribution.objects.filter(stage=Stage.GROUPED).exists()


def test_moving_to_another_proposition_or_dissolving_loses_nothing(client, consultation, contributions):
    first, second = propose(consultation, contributions[:2]), propose(consultation, contributions[2:], "Autre")
    grouping.regroup(second, contributions, "Un seul sujet.", anct())
    assert [one.contribution_count for one in Proposition.objects.order_by("pk")] == [0, 3]
    grouping.dissolve(first, "Vide.", anct())
    grouping.dissolve(second, "À refaire.", anct())
    grouping.dissolve(second, "À refaire.", anct())
    assert set(Contribution.objects.values_list("stage", flat=True)) == {Stage.ACCEPTED}
    assert Proposition.objects.get(pk=second.pk).contribution_count == 0
    page = read(client, f"/besoins/{second.pk}/")
    assert "Cette proposition est dissoute" in page
    assert "sort de la proposition" in read(client, f"/besoins/{second.pk}/regroupement/")
    with pytest.raises(grouping.ValidationError, match="journal du regroupement est public"):
        grouping.ungroup([propose(consultation, contributions).contributions.first()], " ", anct())


def test_taking_a_contribution_out_answers_the_objection_that_waits(consultation, contributions, town):
    proposition = propose(consultation, contributions)
    grouping.object_to(contributions[0], "Ce n'est pas notre besoin.", Voice(None, town.name, town))
    grouping.ungroup(contributions[:1], "Regroupement revu.", anct())
    assert Objection.objects.get().state == Objection.State.KEPT
    grouping.group(proposition, contributions[:1], "", anct())
    grouping.object_to(contributions[0], "Toujours pas.", Voice(None, town.name, town))


def test_what_its_author_withdrew_is_not_named_in_the_log(client, consultation, contributions, town):
    propose(consultation, contributions)
    grouping.ungroup(contributions[:1], "Autre sujet.", anct())
    contributing.withdraw(Contribution.objects.get(pk=contributions[0].pk), Voice(None, town.name, town))
    log = read(client, "/consultations/2021/regroupements/")
    assert "Besoin 0" not in log and "Besoin 1" in log


def test_corrections_are_told_with_what_changed(client, consultation, contributions):
    proposition = propose(consultation, contributions)
    grouping.correct(proposition, {"title": "Un outil partagé", "cost_build": 90_000}, "Périmètre réduit.", anct())
    page = read(client, f"/besoins/{proposition.pk}/")
    assert "Avant : Un outil commun" in page and "Après : 90 000 euros" in page and "Périmètre réduit." in page


def test_long_lists_have_pages_whose_first_has_one_address(client, consultation, town):
    many = [factories.make_contribution(f"N{n}", consultation=consultation, organisation=town) for n in range(22)]
    pk = propose(consultation, many).pk
    assert "Voir les 22 contributions" in read(client, f"/besoins/{pk}/")
    here = f"/besoins/{pk}/"
    for address in (f"{here}contributions/", f"{here}regroupement/", "/consultations/2021/regroupements/"):
        assert "page 2" in read(client, f"{address}2/").lower()
        assert client.get(f"{address}1/").headers["Location"] == address
        assert client.get(f"{address}3/").status_code == 404
