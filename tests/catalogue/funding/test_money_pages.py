"""What a visitor reads of the money of the fund: its envelopes, and its figures on any day."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from catalogue.funding import awarding, envelope_book, grant_book, instructing
from catalogue.funding.announced_figures import load_announced
from catalogue.funding.instructing import Desk
from catalogue.funding.models import AnnouncedFigure, Axis, Fund, Grant, Part
from catalogue.needs.journal import anct, database_now
from catalogue.territories.models import Kind
from tests import factories
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db
FIGURES, ENVELOPES = "/financements/chiffres/", "/financements/enveloppes/"


def plain(response) -> str:
    """Its words, with ordinary spaces."""
    said = response.content.decode().replace("\u202f", " ").replace("&#x27;", "'")
    return " ".join(said.split())


@pytest.fixture
def local(catalogue):
    """A région that delegates to one of its départements, which funds a town."""
    region = factories.make_territory("Auvergne-Rhône-Alpes", kind=Kind.REGION, code="84")
    isere = factories.make_territory("Isère", kind=Kind.DEPARTEMENT, code="38", inside=[region])
    root = fund.make_fund(1_000_000)
    axis = fund.make_envelope(root, 400_000, axis=Axis.THREE, name="Axe 3")
    wide = fund.make_envelope(axis, 90_000, axis=Axis.THREE, part=Part.LOCALE, territory=region, name="Région")
    near = fund.make_envelope(wide, 50_000, axis=Axis.THREE, part=Part.LOCALE, territory=isere, name="Isère")
    town = fund.make_town("Voiron")
    grant = Grant(fund=root.fund, envelope=near, beneficiary=town, purpose="Une borne", amount=8_000, reference="S3-1")
    awarding.write_grant(grant, [fund.make_town("Moirans")], anct())
    return near


def test_a_visitor_reads_what_is_left_by_axis_region_and_departement(client, local):
    page = plain(client.get(ENVELOPES))
    assert "Axe 3" in page and "310 000 €" in page  # 400 000 less 90 000
    assert "Auvergne-Rhône-Alpes" in page and "40 000 €" in page and "Isère" in page and "42 000 €" in page
    assert "cinq mots, cinq étapes" in page and "1 département avec une enveloppe" in page
    said = b"".join(client.get("/financements/enveloppes.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(said)))
    left = {one["Territoire"]: one["Reste"] for one in rows}
    assert left["Isère (departement-38)"] == "42000" and left["Auvergne-Rhône-Alpes (region-84)"] == "40000"
    assert all(int(one["Reçu"]) == sum(int(one[name]) for name in ("Délégué", "Attribué", "Reste")) for one in rows)


def test_a_departement_shows_its_movements_and_what_it_funded(client, local):
    envelope_book.reclaim(local.parent, local, 2_000, anct(), reason="Sous-consommation")
    page = plain(client.get(f"{ENVELOPES}departement-38/"))
    assert "Reçu de « Région »" in page and "+ 50 000 €" in page
    assert "Repris par « Région »" in page and "− 2 000 €" in page and "Sous-consommation" in page
    assert "Une borne" in page and "Voiron" in page and "8 000 €" in page
    region = plain(client.get(f"{ENVELOPES}region-84/"))
    assert "Délégué à « Isère »" in region and "Ses départements" in region and "Une borne" not in region
    assert "il reste 40 000 €" in plain(client.get("/territoires/departement-38/"))
    assert client.get(f"{ENVELOPES}departement-99/").status_code == 404


def test_figures_of_any_day_are_those_of_that_day(client, local):
    """Allocated, delegated, awarded, signed and paid each stand in a column of their own."""
    grant = Grant.objects.get()
    grant_book.sign(grant, database_now().date(), anct())
    today = timezone.localdate()
    page = plain(client.get(FIGURES))
    assert "1 000 000 €" in page and "600 000 € sont alloués au fonds sans être rattachés à un axe" in page
    document = client.get("/financements/chiffres.json").json()
    whole = next(one for one in document["lignes"] if one["ligne"] == "")
    assert whole["valeurs"] == {
        "Alloué": 1_000_000,
        "Délégué aux régions": 90_000,
        "Délégué aux départements": 50_000,
        "Attribué": 8_000,
        "Signé": 8_000,
        "Versé": 0,
        "Reversé": 0,
    }
    assert (document["beneficiaires"], document["collectivites_membres_de_groupements_comptes"]) == (1, 2)
    yesterday = today - timedelta(days=1)
    assert "<td>8 000 €</td>" not in plain(client.get(FIGURES, {"au": yesterday.isoformat()}))
    said = b"".join(client.get("/financements/chiffres.csv").streaming_content).decode("utf-8-sig")
    assert "Tout le fonds,Alloué,1000000,euros" in said


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2021-13-40", "n'est pas une date"),
        ("demain", "n'est pas une date"),
        ("01/01/2030", "n'est pas encore passé"),
        ("01/01/1995", "le fonds n'existait pas"),
        ("\x00", ""),
    ],
)
def test_a_date_that_is_none_is_told_and_today_is_shown(client, typed, told):
    fund.make_fund()
    response = client.get(FIGURES, {"au": typed})
    assert response.status_code == 200 and told in plain(response)
    assert ("au-erreur" in plain(response)) == bool(told)
    assert client.get("/financements/chiffres.csv", {"au": typed}).status_code == (400 if told else 200)


def test_without_a_fund_the_pages_say_so(client):
    assert "Aucun fonds" in plain(client.get(FIGURES)) and "Aucun fonds" in plain(client.get(ENVELOPES))
    assert client.get("/financements/chiffres.json").status_code == 404


def test_announced_figures_stand_beside_the_recomputed_ones_with_the_gap_and_its_reason(client, local):
    owner = local.fund
    Fund.objects.filter(pk=owner.pk).update(since=datetime(2021, 1, 1).date())
    assert load_announced(owner) == len(AnnouncedFigure.objects.all()) > 20 and load_announced(owner) == 0
    october = plain(client.get(FIGURES, {"au": "08/10/2021"}))
    assert "Près de 40 M€" in october and "− 40 000 000 €" in october and "36,62 M€" in october
    assert "presse</span>" in october and "90 M€" not in october
    document = client.get("/financements/chiffres.json", {"au": "2023-01-18"}).json()
    unpublished = next(one for one in document["annonces"] if one["valeur_annoncee"] is None)
    assert unpublished["ecart"] is None and unpublished["annonce"] == "Somme attribuée en tout"
    assert "non publié" in plain(client.get(FIGURES))
    assert json.dumps(document)


def test_what_a_jury_has_not_published_stays_under_study(client, catalogue):
    """Two files are inadmissible: nobody knows before the jury has decided; then they are declined with the others."""
    root = fund.make_fund()
    wave = fund.make_wave(fund.make_call(root.fund), fund.make_envelope(root, 100_000, part=Part.DEMARCHES))
    files = [fund.make_filed(wave, fund.make_town(f"Ville {n}")) for n in range(3)]
    desk = Desk(fund.make_officer(factories.make_person("dinum")))
    instructing.turn_down(files[:2], "irrecevable", "Hors du champ.", desk)

    def told() -> dict:
        lines = client.get("/financements/chiffres.json").json()["lignes"]
        return next(one["valeurs"] for one in lines if "Déposés" in one["valeurs"] and one["ligne"] == "")

    assert (told()["Déposés"], told()["À l'étude"], told()["Non retenus"]) == (3, 3, 0)
    instructing.admit(files[2:], desk)
    awarding.decide_batch([awarding.Ruled(files[2], "non-retenue", "Trop cher.")], anct())
    assert (told()["Déposés"], told()["À l'étude"], told()["Non retenus"]) == (3, 0, 3)
    assert "rrecevable" not in plain(client.get(FIGURES))
