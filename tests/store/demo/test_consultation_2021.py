"""The consultation of 2021 is played again with its true figures, and written once."""

from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from catalogue.needs.consultation_figures import figures, recount
from catalogue.needs.models import (
    Consultation,
    Contribution,
    Investigation,
    Need,
    NeedEvent,
    Proposition,
    Support,
    SupportState,
)
from catalogue.services.models import Theme
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


def test_2021_is_played_again_exactly_and_once(replayed):
    contributed, supported = figures(replayed, "contributions"), figures(replayed, "soutiens")
    assert contributed[""] == Contribution.objects.count() == 476
    states = {key: number for key, number in contributed.items() if key.startswith("etat|")}
    assert states == {"etat|irrecevable": 4, "etat|reorientee": 81, "etat|regroupee": 391}
    assert Proposition.objects.count() == 67
    assert sum(Proposition.objects.values_list("contribution_count", flat=True)) == 391
    counted = Support.objects.filter(state=SupportState.COUNTED)
    assert supported[""] == counted.count() == counted.values("need", "organisation").distinct().count() == 531
    assert Support.objects.filter(state=SupportState.SET_ASIDE).exclude(reason="").count() == 14
    assert recount(replayed) == 0

    days = {timezone.localdate(at).isoformat() for at in Contribution.objects.values_list("submitted", flat=True)}
    assert (min(days), max(days)) == ("2021-01-25", "2021-03-15")
    voted = {timezone.localdate(at).isoformat() for at in counted.values_list("cast_at", flat=True)}
    assert (min(voted), max(voted)) == ("2021-04-01", "2021-05-01")
    assert not NeedEvent.objects.filter(at__year__gte=2022).exists()

    about = Contribution.objects.filter(investigation__isnull=False)
    assert Investigation.objects.count() == about.values("investigation").distinct().count() == 100
    assert not Need.objects.filter(is_demo=False).exists()
    assert not Message.objects.exists()
    assert "déjà" in run()
    assert Contribution.objects.count() == 476
