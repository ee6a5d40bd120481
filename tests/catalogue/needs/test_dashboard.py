"""The figures of a consultation: what the page shows, its files repeat, and what must stay hidden is nowhere."""

from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import ConsultationCount, ConsultationPhase, Destination, Need, PhaseKind
from catalogue.needs.moderating import redirect
from catalogue.needs.phases import change_dates
from catalogue.needs.supporting import support
from tests import factories


@pytest.fixture
def asked(db):
    """Two contributions, one redirected, and a proposition that a commune supports; supports are hidden."""
    consultation = factories.make_consultation("Consultation 2026", phases=("recueil", "soutien"), hides_supports=True)
    region = factories.make_territory("Bretagne", kind="region", code="53", population=3_000_000)
    departement = factories.make_territory(
        "Finistère", kind="departement", code="29", inside=(region,), population=900_000
    )
    commune = factories.make_territory("Brest", kind="commune", code="29019", inside=(departement,), population=139_000)
    brest = factories.make_organisation("Brest", territory=commune)
    factories.make_contribution("Signaler un trou", consultation=consultation, organisation=brest)
    away = factories.make_contribution("La fibre", consultation=consultation, organisation=brest, stage="deposee")
    redirect(away, Destination.objects.first(), anct())
    proposition = factories.make_proposition(consultation=consultation)
    support(proposition, Voice(None, "Brest", brest, "agent", "agent", "DGS"))
    return consultation


def page(client, consultation) -> str:
    answer = client.get(f"/consultations/{consultation.slug}/chiffres/")
    assert answer.status_code == 200
    return answer.content.decode()


def lines(client, consultation) -> list[str]:
    answer = client.get(f"/consultations/{consultation.slug}/chiffres.csv")
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_page_and_files_say_the_same(client, asked):
    shown, said = page(client, asked), lines(client, asked)
    for expected in ("En tout,Contributions,2", "Ce que sont devenues les contributions,Réorientées,1"):
        assert expected in said
    assert "Contributions par région,Bretagne,2" in said
    assert "Contributions par département,Finistère (29),2" in said
    labels = [line.split(",")[1] for line in said[1:]]
    assert all(label.replace("'", "&#x27;") in shown for label in labels)
    file = client.get(f"/consultations/{asked.slug}/chiffres.xlsx")
    rows = list(load_workbook(BytesIO(b"".join(file.streaming_content))).active.values)
    assert [",".join(map(str, row)) for row in rows] == said


def test_the_map_shows_the_departements_of_its_table(client, asked):
    shown = page(client, asked)
    assert "<title>Finistère (29) : 2</title>" in shown
    assert "1 ou 2 contributions (points gris) : 1 département" in shown
    assert "Carte de France : 1 département d" in shown


def test_hidden_supports_appear_once_the_phase_is_closed(client, asked):
    assert "outiens par" not in page(client, asked)
    assert not [line for line in lines(client, asked) if "Soutiens" in line]
    phase = ConsultationPhase.objects.get(consultation=asked, kind=PhaseKind.SOUTIEN)
    change_dates(phase, phase.opens, timezone.now() - timedelta(minutes=1), reason="Fini.", by=anct())
    assert "En tout,Soutiens,1" in lines(client, asked)
    assert "Soutiens par mandat" in page(client, asked)


def test_a_consultation_that_is_not_published_has_no_figures(client, asked):
    asked.unpublish()
    assert client.get(f"/consultations/{asked.slug}/chiffres/").status_code == 404
    assert client.get(f"/consultations/{asked.slug}/chiffres.csv").status_code == 404


def test_figures_that_drifted_are_told_then_mended(asked):
    call_command("check_need_figures", stdout=StringIO())
    ConsultationCount.objects.filter(figure="contributions", key="").update(value=7)
    Need.objects.filter(kind="proposition").update(support_count=3, supported_population=1)
    with pytest.raises(CommandError, match="3 écart"):
        call_command("check_need_figures", stdout=StringIO())
    call_command("check_need_figures", "--mend", stdout=StringIO())
    out = StringIO()
    call_command("check_need_figures", stdout=out)
    assert out.getvalue() == "0 écart.\n"
