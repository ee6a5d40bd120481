"""The demonstration shows a plausible adoption, always the same, never mixed up with what is real."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author
from catalogue.deployments.history import state_on
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from catalogue.deployments.signals import deployments_changed
from catalogue.services.models import RequiredService
from catalogue.services.rules.eligibility import Rules
from store.demo.deployments.adoption_plan import Candidate, plan
from store.demo.deployments.places import Place
from tests import factories
from tests.france import load_france


def load() -> str:
    out = StringIO()
    call_command("load_demo_deployments", stdout=out)
    return out.getvalue()


@pytest.fixture
def country(catalogue):
    """Two régions of two départements, each with two intercommunalités of six communes."""
    for r in range(2):
        region = _collectivite("region", f"R{r}", 2_000_000)
        for d in range(2):
            departement = _collectivite("departement", f"{r}{d}", 600_000, region)
            for e in range(2):
                epci = _collectivite("epci", f"20000{r}{d}{e}", 60_000, departement)
                for c in range(6):
                    _collectivite("commune", f"{r}{d}{e}{c}", 300 * 10 ** (c // 2), epci)


def _collectivite(kind: str, code: str, population: int, container=None):
    inside = (container,) if container else ()
    territory = factories.make_territory(f"{kind} {code}", kind=kind, code=code, population=population, inside=inside)
    factories.make_organisation(territory=territory)
    return territory


@pytest.fixture
def services(country):
    return [
        factories.make_service(
            f"Service {n}", external_id=f"service-{n}", phase=phase, started=date(2019 + n % 5, 3, 1)
        )
        for n, phase in enumerate(["construction", "pilote", "acceleration", "perennise"] * 4)
    ]


def test_made_up_deployments_are_labelled_and_dated_after_their_service(services):
    said = load()
    assert "déploiements de démonstration" in said
    demo = Deployment.objects.select_related("service")
    assert demo.count() > 100
    assert {(row.is_demo, row.source) for row in demo} == {(True, "donnée de démonstration")}
    assert [row for row in demo if row.since < row.service.started or (row.until and row.until < row.since)] == []
    today = timezone.localdate()
    assert [row for row in demo if row.since > today or (row.until and row.until > today)] == []
    assert {row.territory.kind for row in demo} == {"commune", "epci", "departement", "region"}
    assert all(row.until for row in demo if row.status == "arrete")
    assert {row.status for row in demo if row.service.phase == "construction"} <= {"pilote", "interet"}


def test_overseas_only_the_departements_play_a_part(services):
    for code in ("974", "988"):
        region = _collectivite("region", code, 300_000)
        departement = _collectivite("departement", code, 300_000, region)
        epci = _collectivite("epci", f"2000{code}", 60_000, departement)
        _collectivite("commune", f"{code}01", 30_000, epci)
    load()
    codes = set(Deployment.objects.values_list("territory__code", flat=True))
    assert {code for code in codes if "974" in code} == {"974", "2000974", "97401"}
    assert not {code for code in codes if "988" in code}


def test_a_second_run_writes_nothing_and_says_so(services):
    load()
    before = list(Deployment.objects.values_list("pk", "updated"))
    assert "(0 ajouté, 0 modifié, 0 retiré)" in load()
    assert list(Deployment.objects.values_list("pk", "updated")) == before


def test_real_deployments_are_never_touched(services):
    load()
    made_up = Deployment.objects.first()
    real = factories.make_deployment(
        made_up.service, factories.make_organisation("Vraie"), status="arrete", source="Presse"
    )
    made_up.is_demo, made_up.source, made_up.status = False, "Vérifié", "en-production"
    made_up.save()
    before = list(Deployment.objects.filter(is_demo=False).order_by("pk").values())
    load()
    assert list(Deployment.objects.filter(is_demo=False).order_by("pk").values()) == before
    assert {made_up.pk, real.pk} == {row["id"] for row in before}


def test_what_is_no_longer_offered_leaves_the_demonstration(services):
    load()
    gone = Deployment.objects.first().service
    gone.unpublish()
    load()
    assert not gone.deployments.exists()


def test_those_who_follow_are_told_which_services_changed_and_only_then(services):
    heard = []

    def listen(sender, service_ids, **kwargs):
        heard.append(service_ids)

    deployments_changed.connect(listen)
    load()
    told = frozenset().union(*heard)
    heard.clear()
    load()
    deployments_changed.disconnect(listen)
    assert told == frozenset(Deployment.objects.values_list("service_id", flat=True))
    assert heard == []


def test_what_people_change_in_the_demonstration_stays(services):
    load()
    waiting = Deployment.objects.filter(standing="declaree", declared_by="service").first()
    confirming.confirm(waiting, Author(Party.ORGANISATION, Channel.ESPACE))
    assert "(0 ajouté, 0 modifié, 0 retiré)" in load()
    assert Deployment.objects.get(pk=waiting.pk).standing == "confirmee"


def test_the_demonstration_shows_every_standing_with_its_past(services):
    load()
    demo = Deployment.objects.all()
    assert {row.standing for row in demo} == {"declaree", "confirmee", "contestee", "a-reconfirmer"}
    reasons = [row.stop_reason for row in demo if row.status == "arrete"]
    assert all(reasons) and len(set(reasons)) > 1
    assert set(DeploymentEvent.objects.values_list("author_label", flat=True)) == {"donnée de démonstration"}
    assert not DeploymentEvent.objects.filter(at__gt=timezone.now()).exists()
    for row in demo:
        first = row.events.first()
        assert (first.act, timezone.localdate(first.at)) == ("declaration", row.since)
        assert state_on(row.service, row.organisation, row.since - timedelta(days=1)) is None
        now = state_on(row.service, row.organisation, timezone.localdate())
        assert (now["status"], now["standing"]) == (row.status, row.standing)


def test_rules_of_use_are_respected(services):
    for page in services:
        page.allowed_kinds, page.population_min = ["commune"], 1_000
        page.save_revision().publish()
    RequiredService.objects.create(page=services[3], service=services[7])
    load()
    rows = Deployment.objects.all()
    assert {row.territory.kind for row in rows} == {"commune"}
    assert min(row.territory.population for row in rows) >= 1_000
    users = set(services[7].deployments.in_use().values_list("organisation", flat=True))
    assert set(services[3].deployments.values_list("organisation", flat=True)) <= users


def test_on_the_real_territories_at_least_sixty_services_and_six_hundred_organisations_play_a_part(catalogue):
    load_france()
    call_command("load_catalogue", settings.BASE_DIR / "store/demo/catalogue", verbosity=0)
    load()
    demo = Deployment.objects.filter(is_demo=True)
    assert demo.values("service").distinct().count() >= 60
    assert demo.values("organisation").distinct().count() >= 600
    assert not demo.filter(service__phase="arrete").exists()


def test_without_territories_nothing_is_made_up(catalogue):
    factories.make_service("Seul", external_id="seul", phase="perennise")
    assert "0 déploiement de démonstration" in load()


def test_the_plan_of_a_place_does_not_depend_on_the_others():
    services = [Candidate(n, "perennise", date(2020, 1, 1), Rules(), 1.0) for n in range(30)]
    here, there = (Place(n, n, "commune", f"0100{n}", 3_000, "01") for n in (1, 2))
    alone = plan(services, [here], {})
    together = plan(services, [there, here], {})
    assert alone
    assert [one for one in together if one.organisation_id == 1] == alone
