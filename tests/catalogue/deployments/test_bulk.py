"""A maintainer sends a file: reads what it would do, and applies it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalogue.deployments import bulk, confirming
from catalogue.deployments.changing import declare
from catalogue.deployments.models import DeploymentEvent
from catalogue.territories.models import Organisation
from tests import factories
from tests.catalogue.deployments.sending import GOOD, TEAM, TOWN, apply, file, send, uses

pytestmark = pytest.mark.django_db

BAD = (
    "999999999;Pilote;;",
    "213800002;Peut-être;31/02/2024;",
    "commune-38185;Arrêté;;",
    "213800000;Pilote;;",
    "commune-29042;=cmd();;",
    "213800004;Pilote;;;en trop",
)


def told(batch):
    return [(line.number, line.organisation, line.fate, line.details) for line in bulk.plan_of(batch, TEAM).lines]


def test_the_dry_run_tells_line_by_line_and_writes_nothing(service):
    declare(service, Organisation.objects.get(name="Izeron"), {"status": "pilote"}, TEAM)
    lines = told(send(service, file(*GOOD, "", *BAD)))
    assert lines[0] == (
        2,
        "Beauvoir",
        "création",
        ("statut : Pilote", "depuis : 01/03/2024", "territoire couvert : Beauvoir", "signature : Déclarée"),
    )
    assert lines[1][:3] == (3, "Izeron", "modification")
    assert "statut : Pilote → En production" in lines[1][3]
    assert lines[2][:3] == (4, "Isère", "création")
    assert "motif de l'arrêt : Manque de ressources" in lines[2][3]
    assert [(number, fate) for number, _, fate, _ in lines[3:]] == [(n, "refus") for n in range(6, 12)]
    reasons = [" ".join(details) for *_, details in lines[3:]]
    assert "ne connaît pas « 999999999 »" in reasons[0]
    assert "statut : « Peut-être » n'est pas prévu" in reasons[1]
    assert "depuis : « 31/02/2024 » n'est pas une date" in reasons[1]
    assert "motif_arret : Dites pourquoi" in reasons[2]
    assert "déjà à la ligne 2" in reasons[3]
    assert "Le Store ne connaît pas" in reasons[4]
    assert "5 cellules au lieu de 4" in reasons[5]
    assert uses() == {"Izeron": "pilote"}


def test_a_cell_that_looks_like_a_formula_is_refused(service):
    lines = told(send(service, file("213800000;=1+1;;", "213800001;Pilote;@SUM(A1);")))
    assert [fate for _, _, fate, _ in lines] == ["refus", "refus"]
    assert "commence comme une formule de tableur" in lines[0][3][0]


def test_good_lines_are_applied_together_and_bad_ones_left_out(service):
    batch = apply(send(service, file(*GOOD, *BAD)))
    assert uses() == {"Beauvoir": "pilote", "Izeron": "en-production", "Isère": "arrete"}
    assert (batch.state, batch.events.count()) == ("appliquee", 3)
    assert set(batch.events.values_list("channel", "author_label")) == {("csv", "Équipe d'Agenda")}


def test_a_file_is_applied_once(service):
    batch = send(service, file(*GOOD))
    seen = bulk.plan_of(batch, TEAM).fingerprint
    bulk.apply(batch, TEAM, seen)
    with pytest.raises(ValidationError, match="déjà été appliqué"):
        bulk.apply(batch, TEAM, seen)
    assert DeploymentEvent.objects.count() == 3


def test_what_was_not_shown_is_not_applied(service):
    batch = send(service, file(*GOOD))
    seen = bulk.plan_of(batch, TEAM).fingerprint
    declare(service, Organisation.objects.get(name="Beauvoir"), {"status": "interet"}, TOWN)
    with pytest.raises(ValidationError, match="ont changé depuis cet aperçu"):
        bulk.apply(batch, TEAM, seen)
    assert uses() == {"Beauvoir": "interet"}
    apply(batch)
    assert uses()["Beauvoir"] == "pilote"


def test_a_file_that_changes_nothing_is_not_applied(service):
    apply(send(service, file(*GOOD)))
    again = send(service, file(*GOOD))
    assert {fate for _, _, fate, _ in told(again)} == {"inchangée"}
    with pytest.raises(ValidationError, match="rien à appliquer"):
        apply(again)


def test_a_contested_deployment_waits_for_the_anct(service):
    beauvoir = declare(service, Organisation.objects.get(name="Beauvoir"), {"status": "pilote"}, TEAM)
    confirming.contest(beauvoir, TOWN, "Nous ne l'avons jamais eu.")
    (line,) = told(send(service, file("213800000;En production;;")))
    assert line[2] == "refus"
    assert "l'ANCT doit trancher" in line[3][0]


def test_namesakes_are_told_apart(service, country):
    for _ in range(2):
        factories.make_organisation("Agence du numérique", kind="operateur")
    factories.make_organisation("Bourg'Innov", kind="operateur")
    lines = told(send(service, file("Agence du numérique;Pilote;;", "Bourg'Innov;Pilote;;", ";Pilote;;")))
    assert "Plusieurs organisations" in lines[0][3][0]
    assert lines[1][2] == "création"
    assert "Il manque la collectivité" in lines[2][3][0]


def test_the_template_sent_back_changes_nothing_whatever_it_holds(service):
    village = Organisation.objects.get(name="Beauvoir")
    values = {"status": "arrete", "since": date(2024, 3, 1), "until": date(2025, 3, 1), "stop_reason": "autre"}
    texts = {
        "stop_note": "Départ, « retraite »\nde l'agent ; fin",
        "pilot_sites": "Mairie\nÉcole",
        "source": "=HYPERLINK(1)",
    }
    declare(service, village, {**values, **texts}, TEAM)
    declare(service, Organisation.objects.get(name="Isère"), {"status": "pilote", "source": "'-2"}, TEAM)
    content = bulk.template_of(service)
    assert content.startswith("\ufeffcollectivite;nom;statut".encode())
    assert b";'=HYPERLINK(1)" in content
    assert {fate for _, _, fate, _ in told(send(service, content))} == {"inchangée"}
