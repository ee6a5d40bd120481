"""What becomes of a need once a committee has decided: two rounds, then a project."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.needs.consultation_figures import figures, recount
from catalogue.needs.grouping import dissolve
from catalogue.needs.journal import anct
from catalogue.needs.models import Consultation, Contribution, Need, NeedAct, Project, Proposition, Stage
from catalogue.needs.projects import change_project
from catalogue.needs.selecting import decide
from catalogue.needs.supporting import support
from catalogue.review.interests import conflicts_shown
from catalogue.review.models import Committee, DecisionOutcome, SeatRole, Session
from catalogue.review.reviewing import close_session, declare, open_session, publish
from catalogue.review.reviewing import decide as committee_decides
from catalogue.review.subjects import facts_of
from tests import factories
from tests.catalogue.needs.piloted import make_grouped, make_project, make_town, voice_of
from tests.catalogue.review.sitting import make_seat, make_session

pytestmark = pytest.mark.django_db

SELECTED, NOT_SELECTED, ADJOURNED = DecisionOutcome


@pytest.fixture
def contribution(catalogue):
    return make_grouped()


def test_a_proposition_is_selected_then_a_contribution_inside_it_becomes_a_project(contribution):
    with pytest.raises(ValidationError, match="n'est pas dans une proposition sélectionnée"):
        decide(contribution, SELECTED, "Trop tôt.", anct())
    decide(contribution.grouped_into, SELECTED, "Très soutenue.", anct())
    assert Contribution.objects.get().stage == Stage.GROUPED
    decide(Need.objects.get(pk=contribution.pk), SELECTED, "Prête.", anct(), amount=300_000)
    project = Project.objects.get()
    assert (project.granted, project.outcome, project.contribution.stage) == (300_000, "", Stage.SELECTED)
    event = contribution.events.get(act=NeedAct.SELECTED)
    assert (event.reason, event.about_id) == ("Prête.", contribution.grouped_into_id)
    counted = figures(contribution.consultation, "contributions")
    assert counted["etat|selectionnee"] == 1 and recount(contribution.consultation) == 0


def test_what_is_not_selected_stays_listed_with_the_reason_and_comes_back(contribution):
    proposition = contribution.grouped_into
    with pytest.raises(ValidationError, match="motif"):
        decide(proposition, NOT_SELECTED, " ", anct())
    decide(proposition, ADJOURNED, "Une étude manque.", anct())
    assert Proposition.objects.get().stage == Stage.PROPOSED
    decide(proposition, NOT_SELECTED, "Peu soutenue.", anct())
    assert Need.objects.public().filter(pk=proposition.pk, stage=Stage.NOT_SELECTED).exists()
    decide(proposition, SELECTED, "Mieux soutenue à la rentrée.", anct())
    decide(contribution, NOT_SELECTED, "Un service le fait déjà.", anct())
    assert Need.objects.public().filter(pk=contribution.pk, stage=Stage.NOT_SELECTED).exists()
    decide(contribution, SELECTED, "Ce service s'arrête.", anct())
    assert Project.objects.get().contribution_id == contribution.pk
    told = list(proposition.events.exclude(act=NeedAct.CREATED).values_list("act", flat=True))
    assert told == [NeedAct.ADJOURNED, NeedAct.NOT_SELECTED, NeedAct.SELECTED]


def test_a_selection_is_corrected_as_long_as_nothing_started(contribution):
    decide(contribution.grouped_into, SELECTED, "Oui.", anct())
    decide(contribution, SELECTED, "Oui.", anct())
    with pytest.raises(ValidationError, match="décidez d'abord d'elles"):
        decide(contribution.grouped_into, NOT_SELECTED, "Erreur.", anct())
    decide(contribution, NOT_SELECTED, "Erreur de dossier.", anct())
    assert not Project.objects.exists()
    decide(contribution, SELECTED, "Le bon.", anct())
    change_project(Project.objects.get(), {"service": factories.make_service("Agenda")}, anct())
    with pytest.raises(ValidationError, match="ne s'annule plus"):
        decide(contribution, NOT_SELECTED, "Trop tard.", anct())
    decide(contribution, SELECTED, "Avec un autre montant.", anct(), amount=5)
    assert (Project.objects.get().granted, Contribution.objects.get().stage) == (5, Stage.IN_SERVICE)


def test_the_legal_path_of_a_project_is_kept_in_its_journal(catalogue):
    project = make_project()
    values = {"outcome": "nouveau", "study": "necessaire", "vehicle": factories.make_vehicle("GIP"), "engineering": 9}
    change_project(project, values, anct(), "Deux départements le porteront.")
    assert change_project(project, values, anct()) is None
    event = project.contribution.events.get(act=NeedAct.PROJECT_CHANGED)
    assert event.changes["outcome"] == ["", "Nouveau service de l'Incubateur des Territoires"]
    assert event.changes["vehicle"] == ["", "GIP"] and event.changes["engineering"] == [None, 9]
    assert event.reason == "Deux départements le porteront."


def test_a_project_is_in_service_when_its_sheet_is_public_and_not_before(catalogue):
    project, sheet = make_project(), factories.make_service("Agenda", published=False)
    change_project(project, {"service": sheet}, anct())
    assert Contribution.objects.get().stage == Stage.SELECTED
    assert not project.contribution.events.filter(act=NeedAct.PROJECT_CHANGED).exists(), "its name is not public yet"
    factories.publish(sheet)
    assert Contribution.objects.get().stage == Stage.IN_SERVICE
    factories.publish(sheet)
    assert project.contribution.events.filter(act=NeedAct.IN_SERVICE).count() == 1
    change_project(project, {"service": None}, anct())
    assert Contribution.objects.get().stage == Stage.SELECTED


class Sitting:
    """A committee with a chair and a member, who comes from an organisation."""

    def __init__(self, organisation=None) -> None:
        self.committee = Committee.objects.create(name="Comité de sélection")
        self.chair = make_seat(self.committee, "ANCT", SeatRole.CHAIR)
        self.member = make_seat(self.committee, "AMRF", organisation=organisation)

    def open(self, *needs: Need) -> Session:
        return open_session(make_session(*needs, committee=self.committee), self.chair)

    def decide(self, need: Need, outcome: str, reason: str, amount: int | None = None) -> None:
        session = self.open(need)
        file = session.files.get()
        declare(file, self.chair, False)
        session = close_session(session, self.chair)
        publish(session, self.chair, [committee_decides(session.files.get(), self.chair, outcome, reason, amount)])


def test_a_published_decision_selects_and_the_reason_is_in_the_journal_of_the_need(contribution):
    proposition = contribution.grouped_into
    sitting = Sitting()
    sitting.decide(proposition, SELECTED, "Soutenue partout.")
    sitting.decide(contribution, SELECTED, "Prête à construire.", 300_000)
    project = Project.objects.get()
    assert (project.contribution_id, project.granted) == (contribution.pk, 300_000)
    event = contribution.events.get(act=NeedAct.SELECTED)
    assert (event.reason, event.author_label) == ("Prête à construire.", "Comité de sélection")


def test_members_read_what_they_judge_and_conflicts_are_of_who_wrote_it(contribution):
    proposition = contribution.grouped_into
    support(proposition, voice_of(make_town("Lens")))
    sitting = Sitting(contribution.organisation)
    session = sitting.open(proposition)
    with pytest.raises(ValidationError, match="est à l'ordre du jour de la séance"):
        dissolve(proposition, "Plus utile.", anct())
    file = session.files.with_subjects().get()
    told = dict(facts_of(file.subject))
    assert told["Collectivités qui soutiennent"].startswith("1 (5")
    assert "« Prendre rendez-vous en ligne »" in told["Contributions regroupées"]
    assert conflicts_shown(file, sitting.member) == ["Ce dossier concerne votre organisation, Arras."]
    assert conflicts_shown(file, sitting.chair) == []
    Consultation.objects.update(hides_supports=True)
    assert "Collectivités qui soutiennent" not in dict(facts_of(session.files.with_subjects().get().subject))
