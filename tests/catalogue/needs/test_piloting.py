"""From a call to pilots on the sheet of the service: seats, waiting list, refusals, logbook, verdict."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.needs import piloting
from catalogue.needs.journal import anct
from catalogue.needs.logbooks import give_verdict, name_sites, write_entry
from catalogue.needs.models import Candidacy, Contribution, NeedAct, PilotCall, Stage
from catalogue.needs.pilot_rules import Fit, fitness_of, rules_of_call
from catalogue.needs.projects import change_project
from catalogue.needs.signals import candidacies_moved
from catalogue.services.models import ConsortiumMember, ServicePage
from tests import factories
from tests.catalogue.needs.piloted import make_call, make_project, make_town, voice_of

pytestmark = pytest.mark.django_db

WORDS = "Nos agents l'attendent."


def ask(call, town, wish="experimenter", **more):
    return piloting.apply(call, wish, WORDS, voice_of(town), **more)


def states(call) -> dict[str, str]:
    rows = Candidacy.objects.filter(call=call).select_related("organisation")
    return {row.organisation.name: row.state for row in rows}


def members_of(sheet) -> list[tuple[str, str, str]]:
    rows = ConsortiumMember.objects.filter(page=sheet).order_by("organisation__name")
    return [(row.organisation.name, row.role, row.pilot_sites) for row in rows]


@pytest.fixture
def told():
    """What applicants are told: (state, woken, names)."""
    heard = []

    def hear(sender, candidacies, woken, **kwargs):
        heard.append((candidacies[0].state, woken, sorted(one.organisation.name for one in candidacies)))

    candidacies_moved.connect(hear)
    yield heard
    candidacies_moved.disconnect(hear)


def test_a_call_says_when_it_is_open_by_the_clock_of_the_database(catalogue):
    call, town = make_call(seats=2), make_town("Feurs")
    assert Contribution.objects.get().stage == Stage.PILOTS_WANTED
    with pytest.raises(ValidationError, match="ouvrira le"):
        ask(call, town, at=call.opens - timedelta(seconds=1))
    with pytest.raises(ValidationError, match="clos depuis le"):
        ask(call, town, at=call.closes)
    piloting.change_call(call, {"closes": timezone.now() - timedelta(seconds=1)}, anct())
    with pytest.raises(ValidationError, match="clos depuis le"):
        ask(call, town)
    piloting.change_call(call, {"closes": timezone.now() + timedelta(days=1)}, anct())
    assert ask(call, town).state == "deposee"
    with pytest.raises(ValidationError, match="dites-leur pourquoi"):
        piloting.change_call(call, {"seats": 3}, anct())


def test_a_collectivite_has_one_candidacy_that_a_second_agent_joins(catalogue):
    call, town = make_call(seats=2), make_town("Feurs")
    first, second = (factories.make_person(organisation=town) for _ in range(2))
    row = piloting.apply(call, "piloter", WORDS, voice_of(town, first))
    same = piloting.apply(call, "premier", "Autre chose.", voice_of(town, second))
    assert (same.pk, same.wish, same.motivation) == (row.pk, "piloter", WORDS)
    assert set(row.authors.all()) == {first, second}
    assert call.project.contribution.follows.count() == 2
    with pytest.raises(ValidationError, match="au nom d'une collectivité"):
        piloting.apply(call, "piloter", WORDS, voice_of(factories.make_organisation(kind="association")))
    with pytest.raises(ValidationError, match="Dites pourquoi votre collectivité"):
        piloting.apply(call, "piloter", " ", voice_of(make_town("Boën")))
    with pytest.raises(ValidationError) as refused:
        piloting.apply(call, "gagner", WORDS, voice_of(make_town("Boën")))
    assert set(refused.value.message_dict) == {"wish"}
    assert Candidacy.objects.count() == 1


def test_eligibility_has_three_answers_and_a_doubt_stops_nobody(catalogue):
    agenda = factories.make_service("Agenda")
    rules = {"allowed_kinds": ["commune"], "population_min": 1_000, "population_max": 9_000, "requires": [agenda]}
    call = make_call(seats=2, **rules)
    town, unknown = make_town("Feurs", population=5_000), make_town("Boën", population=None)
    small, region = make_town("Cottance", population=300), make_town("Bretagne", kind="region")

    def answer(one):
        return fitness_of(rules_of_call(call), one)

    assert answer(town).reasons == ("demande d'utiliser d'abord Agenda",) and answer(town).answer == Fit.TO_CHECK
    declare(agenda, town, {"status": "en-production"}, Author(Party.ORGANISATION, Channel.ESPACE))
    assert answer(town).answer == Fit.YES
    assert answer(unknown).answer == Fit.TO_CHECK and "n'est pas connue" in answer(unknown).reasons[0]
    assert answer(small).answer == answer(region).answer == Fit.NO
    with pytest.raises(ValidationError, match="réservé aux communes"):
        ask(call, region)
    with pytest.raises(ValidationError, match="à partir de 1"):
        ask(call, small)
    assert ask(call, unknown).state == "deposee"


def test_open_to_all_who_asks_is_in_as_a_territoire_referent(catalogue, told):
    call = make_call()
    row = ask(call, make_town("Feurs"))
    assert (row.state, row.is_referent) == ("retenue", True)
    assert Contribution.objects.get().stage == Stage.PILOTED
    assert told == [("retenue", False, ["Feurs"])]
    event = call.project.contribution.events.get(act=NeedAct.PILOT_CHOSEN)
    assert event.changes == {"pilot": [None, "Feurs"]}


def test_seats_are_given_by_the_team_and_a_freed_one_wakes_who_waited_longest(catalogue, told):
    call = make_call(seats=1)
    rows = [ask(call, make_town(name)) for name in ("Feurs", "Boën", "Panissières", "Rozier")]
    piloting.choose(rows[0], anct(), referent=True)
    with pytest.raises(ValidationError, match="Toutes les places sont prises"):
        piloting.choose(rows[1], anct())
    for row in (rows[2], rows[1]):
        piloting.put_on_waiting_list(row, anct(), "Deuxième vague.")
    with pytest.raises(ValidationError, match="pourquoi elles ne sont pas retenues"):
        piloting.refuse([rows[3]], "  ", anct())
    piloting.refuse([rows[3]], "Pas de site.", anct())
    with pytest.raises(ValidationError, match="déjà « non retenue »"):
        piloting.choose(rows[3], anct())
    told.clear()
    piloting.withdraw(rows[0], voice_of(rows[0].organisation), "Plus d'équipe.")
    assert states(call) == {
        "Feurs": "retiree", "Boën": "attente", "Panissières": "retenue", "Rozier": "non-retenue"
    }  # fmt: skip
    assert told == [("retiree", False, ["Feurs"]), ("retenue", True, ["Panissières"])]
    woken = call.project.contribution.events.filter(act=NeedAct.PILOT_CHOSEN).last()
    assert (woken.author_label, woken.changes["pilot"]) == ("Équipe de l'ANCT", [None, "Panissières"])
    told.clear()
    piloting.change_call(call, {"seats": 2}, anct(), "Une place de plus.")
    assert told == [("retenue", True, ["Boën"])]
    with pytest.raises(ValidationError, match="2 places sont déjà prises"):
        piloting.change_call(call, {"seats": 1}, anct(), "Une de moins.")
    assert PilotCall.objects.get().taken == 2
    again = ask(call, rows[0].organisation)
    assert (again.pk, again.state) == (rows[0].pk, "deposee")


def test_the_database_never_overbooks_nor_refuses_without_a_reason(catalogue):
    call = make_call(seats=1)
    row = ask(call, make_town("Feurs"))
    columns = (
        "call_id, organisation_id, wish, motivation, state, is_referent, reason, filed, results, obstacles, is_demo"
    )
    with connection.cursor() as cursor:
        for sql in (
            f"UPDATE needs_pilotcall SET taken = 2 WHERE id = {call.pk}",
            f"UPDATE needs_candidacy SET state = 'non-retenue' WHERE id = {row.pk}",
            f"INSERT INTO needs_candidacy ({columns}) SELECT {columns} FROM needs_candidacy WHERE id = {row.pk}",
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(sql)


def test_pilots_join_the_consortium_and_use_the_service_without_breaking_drafts(catalogue):
    sheet = factories.make_service("Agenda")
    project = make_project()
    call = make_call(project, seats=5)
    steer, test, _ = (
        piloting.choose(ask(call, make_town(name), wish), anct())
        for name, wish in (("Arras", "piloter"), ("Lens", "experimenter"), ("Liévin", "premier"))
    )
    name_sites(test, [("Mairie annexe", None), (" ", None)], voice_of(test.organisation))
    declare(sheet, steer.organisation, {"status": "en-production"}, Author(Party.ORGANISATION, Channel.ESPACE))
    sheet.summary = "Un brouillon qui attend sa relecture."
    draft = sheet.save_revision()
    change_project(project, {"service": sheet}, anct())
    change_project(project, {"outcome": "nouveau"}, anct())

    expected = [("Arras", "pilote", ""), ("Lens", "referent", "Mairie annexe")]
    assert members_of(sheet) == expected
    uses = {use.organisation.name: use.status for use in Deployment.objects.all()}
    assert uses == {"Arras": "en-production", "Lens": "pilote", "Liévin": "interet"}
    assert Deployment.objects.get(organisation=test.organisation).pilot_sites == "Mairie annexe"
    form = ServicePage.objects.get(pk=sheet.pk).get_latest_revision_as_object()
    assert [row.organisation.name for row in form.consortium.all()] == ["Arras", "Lens"]
    assert form.summary == "Un brouillon qui attend sa relecture." and form.latest_revision_id == draft.pk
    draft.refresh_from_db()
    numbers = set(ConsortiumMember.objects.values_list("pk", flat=True))
    draft.publish()
    assert members_of(sheet) == expected and set(ConsortiumMember.objects.values_list("pk", flat=True)) == numbers

    name_sites(test, [("Médiathèque", date(2026, 1, 5))], voice_of(test.organisation))
    assert members_of(sheet)[1] == ("Lens", "referent", "Médiathèque")
    without = ServicePage.objects.get(pk=sheet.pk)
    without.consortium.set([])
    factories.publish(without)  # as a load of the catalogue does
    assert members_of(sheet) == [("Arras", "pilote", ""), ("Lens", "referent", "Médiathèque")]

    piloting.withdraw(test, voice_of(test.organisation))
    assert [name for name, *_ in members_of(sheet)] == ["Arras"]
    factories.publish(ServicePage.objects.get(pk=sheet.pk).get_latest_revision_as_object())
    assert [name for name, *_ in members_of(sheet)] == ["Arras"]


def test_a_pilot_keeps_a_logbook_and_gives_a_verdict_others_do_not(catalogue):
    call = make_call(seats=1)
    row = ask(call, make_town("Lens"))
    by = voice_of(row.organisation)

    def verdict(results, obstacles):
        return give_verdict(row, by, results=results, obstacles=obstacles, goes_on=True)

    for refused in (
        lambda: write_entry(row, date(2026, 3, 2), "Rien.", by),
        lambda: name_sites(row, [("Mairie", None)], by),
        lambda: verdict("Bien.", "Rien."),
    ):
        with pytest.raises(ValidationError, match="Seuls les territoires pilotes"):
            refused()
    piloting.choose(row, anct())
    with pytest.raises(ValidationError, match="pas encore passé"):
        write_entry(row, timezone.localdate() + timedelta(days=1), "Demain.", by)
    entry = write_entry(row, date(2026, 3, 2), "Premier rendez-vous pris en ligne.", by)
    assert entry.author_label == "Lens"
    with pytest.raises(ValidationError) as incomplete:
        verdict("", " ")
    assert set(incomplete.value.message_dict) == {"results", "obstacles"}
    verdict("Deux fois moins d'absences.", "Le Wi-Fi.")
    verdict("Deux fois moins d'absences.", "Le Wi-Fi.")
    verdict("Trois fois moins d'absences.", "Le Wi-Fi.")
    row.refresh_from_db()
    assert row.results == "Trois fois moins d'absences." and row.verdict_at
    assert call.project.contribution.events.filter(act=NeedAct.VERDICT).count() == 2
