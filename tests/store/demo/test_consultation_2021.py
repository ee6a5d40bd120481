"""The consultation of 2021 is played again with its true figures, and written once."""

from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from catalogue.needs.consultation_figures import figures, recount
from catalogue.needs.models import (
    Consultation,
    Contribution,
    Investigation,
    Need,
    NeedEvent,
    PhaseChange,
    PilotCall,
    Project,
    Proposition,
    Stage,
    Support,
    SupportState,
)
from catalogue.services.models import Theme
from store.demo.consultation_2021.told_subjects import propositions
from store.mail.models import Message
from tests import factories
from tests.france import load_france


def run() -> str:
    out = StringIO()
    call_command("replay_consultation_2021", stdout=out)
    return out.getvalue()


def make_themes() -> None:
    vocabulary = settings.BASE_DIR / "store/demo/catalogue/vocabulary.yml"
    said = yaml.safe_load(vocabulary.read_text(encoding="utf-8"))["themes"]
    Theme.objects.bulk_create([Theme(slug=one["slug"], name=one["name"], order=one["order"]) for one in said])


@pytest.fixture
def replayed(db) -> Consultation:
    factories.make_site()
    load_france()
    make_themes()
    run()
    return Consultation.objects.get(slug="2021")


def test_2021_is_played_again_exactly_and_once(replayed, client):
    assert_exact(replayed)
    assert_on_its_true_dates()
    assert_selected_as_then()
    assert_labelled_and_told_to_nobody()
    assert "déjà" in run()
    assert Contribution.objects.count() == 476
    assert {*dashboard_lines(client)} >= TRUE_FIGURES
    assert_another_is_open_now()


def assert_exact(replayed) -> None:
    contributed, supported = figures(replayed, "contributions"), figures(replayed, "soutiens")
    assert contributed[""] == Contribution.objects.count() == 476
    states = {key: number for key, number in contributed.items() if key.startswith("etat|")}
    assert (states.pop("etat|irrecevable"), states.pop("etat|reorientee"), sum(states.values())) == (4, 81, 391)
    assert Proposition.objects.count() == 67
    assert sum(Proposition.objects.values_list("contribution_count", flat=True)) == 391
    counted = Support.objects.filter(state=SupportState.COUNTED)
    assert supported[""] == counted.count() == counted.values("need", "organisation").distinct().count() == 531
    assert Support.objects.filter(state=SupportState.SET_ASIDE).exclude(reason="").count() == 14
    assert recount(replayed) == 0


def assert_on_its_true_dates() -> None:
    counted = Support.objects.filter(state=SupportState.COUNTED)
    assert ends(Contribution.objects.values_list("submitted", flat=True)) == ("2021-01-25", "2021-03-15")
    assert ends(counted.values_list("cast_at", flat=True)) == ("2021-04-01", "2021-05-01")
    assert not NeedEvent.objects.filter(at__year__gte=2022).exists()
    assert PhaseChange.objects.get().phase.kind == "selection"


def ends(moments) -> tuple[str, str]:
    days = {timezone.localdate(at).isoformat() for at in moments}
    return min(days), max(days)


def assert_selected_as_then() -> None:
    chosen = Proposition.objects.filter(stage=Stage.SELECTED)
    assert [one.title for one in chosen.order_by("number")] == [one["title"] for one in propositions()[:17]]
    projects = Project.objects.filter(contribution__grouped_into__in=chosen, contribution__stage=Stage.SELECTED)
    assert (projects.count(), projects.aggregate(euros=Sum("granted"))["euros"]) == (44, 13_300_000)


def assert_labelled_and_told_to_nobody() -> None:
    about = Contribution.objects.filter(investigation__isnull=False)
    assert Investigation.objects.count() == about.values("investigation").distinct().count() == 100
    assert not Need.objects.filter(is_demo=False).exists()
    assert not Message.objects.exists()


TRUE_FIGURES = {
    "En tout,Contributions,476",
    "En tout,Propositions,67",
    "En tout,Soutiens,531",
    "En tout,Propositions sélectionnées,17",
    "En tout,Projets sélectionnés,44",
    "Ce que sont devenues les contributions,Réorientées,81",
    "Ce que sont devenues les contributions,Irrecevables,4",
    "Ce que sont devenues les contributions,Regroupées dans une proposition,391",
}


def dashboard_lines(client) -> list[str]:
    file = client.get("/consultations/2021/chiffres.csv")
    return b"".join(file.streaming_content).decode("utf-8-sig").splitlines()


def assert_another_is_open_now() -> None:
    for _ in range(2):
        call_command("load_demo_consultation", stdout=StringIO())
    today = Consultation.objects.exclude(slug="2021").get()
    assert {"recueil", "soutien", "interet"} <= set(today.phases.open().values_list("kind", flat=True))
    assert PilotCall.objects.open().count() == 1
    assert not Need.objects.filter(is_demo=False).exists()
