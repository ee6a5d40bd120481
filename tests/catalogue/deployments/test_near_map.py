"""The map nearer than the département: intercommunalités, then their communes, and the file they are drawn from."""

import gzip
import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from catalogue.deployments.map_data import bounds_of
from catalogue.deployments.near_outlines import OUTLINES_FILE, near_outlines
from tests import factories

ADDRESS = "/services/agenda/collectivites/"


def square(code, left, top):
    """A commune of a tenth of a degree, whose borders its neighbours share."""
    right, bottom = left + 100_000, top - 100_000
    ring = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    points = [[x / 1_000_000, y / 1_000_000] for x, y in ring]
    return {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [points]}}


@pytest.fixture
def sources(tmp_path):
    """Two intercommunalités of two communes and of one; a commune that merged since."""
    communes = [[code, code, "26", epci, "", [], 0] for code, epci in (("26001", "A"), ("26002", "A"), ("26003", "B"))]
    cog = {"communes": communes, "others": [["26004", "", "26003", "ancienne"]]}
    (tmp_path / "cog.json.gz").write_bytes(gzip.compress(json.dumps(cog).encode()))
    places = [(0, "26001"), (100_000, "26002"), (200_000, "26003"), (300_000, "26004")]
    features = [square(code, 5_000_000 + right, 45_000_000) for right, code in places]
    (tmp_path / "communes.geojson").write_text(json.dumps({"features": features}))
    return tmp_path


def test_borders_inside_an_intercommunalite_vanish_and_those_between_two_still_touch(sources):
    target = sources / "out.json.gz"
    options = {"cog": sources / "cog.json.gz", "output": target, "vintage": "2018", "verbosity": 0}
    call_command("trim_outlines", str(sources), **options)
    written = json.loads(gzip.decompress(target.read_bytes()))
    first, second = (bounds_of(written["paths"][siren]) for siren in "AB")
    assert first[2] == second[0]
    assert {siren: path.count("z") for siren, path in written["paths"].items()} == {"A": 1, "B": 1}
    assert first[2] - first[0] == pytest.approx(138, abs=1)  # two tenths of a degree, narrowed by the latitude
    assert [one.partition(":")[0] for one in written["places"]["A"].split()] == ["26001", "26002"]
    again = target.read_bytes()
    call_command("trim_outlines", str(sources), **options)
    assert target.read_bytes() == again


def test_a_folder_without_outlines_is_refused(sources, tmp_path):
    empty = tmp_path / "vide"
    empty.mkdir()
    with pytest.raises(CommandError, match="aucun contour"):
        call_command("trim_outlines", str(empty), cog=sources / "cog.json.gz", vintage="2018", output=tmp_path / "x")
    (empty / "faux.geojson").write_text("[]")
    with pytest.raises(CommandError, match="faux"):
        call_command("trim_outlines", str(empty), cog=sources / "cog.json.gz", vintage="2018", output=tmp_path / "x")


def test_every_intercommunalite_is_drawn_and_its_communes_lie_in_it():
    outlines = near_outlines()
    assert len(outlines.paths) == 1_255
    assert OUTLINES_FILE.stat().st_size < 700_000
    astray = 0
    for siren, path in outlines.paths.items():
        left, top, right, bottom = bounds_of(path)
        inside = [left <= x <= right and top <= y <= bottom for x, y in outlines.communes_of(siren).values()]
        assert inside
        astray += inside.count(False)
    assert astray < 100


@pytest.fixture
def vercors(client):
    """A département, a real intercommunalité, two of its communes, one of them using the service."""
    drome = factories.make_territory("Drôme", kind="departement", code="26")
    epci = factories.make_territory("CC du Royans-Vercors", kind="epci", code="200067767", inside=(drome,))
    codes = list(near_outlines().communes_of(epci.code))[:2]
    towns = [
        factories.make_territory(name, code=code, inside=(epci, drome))
        for name, code in zip(("Bouvante", "Échevis"), codes, strict=True)
    ]
    service = factories.make_service("Agenda")
    factories.make_deployment(service, factories.make_organisation(territory=towns[0]), status="en-production")
    return drome, epci, towns


@pytest.mark.django_db
def test_the_drawing_of_a_departement_leads_to_its_intercommunalites_and_theirs_to_communes(client, vercors):
    drome, epci, towns = vercors

    def visit(place):
        page = BeautifulSoup(client.get(f"{ADDRESS}?lieu={place.key}").content, "html.parser")
        return page.select_one(".store-zoom"), page.select_one(".store-zoom svg")

    zoom, drawing = visit(drome)
    (area,) = drawing.select("a")
    assert area["href"] == f"{ADDRESS}?lieu={epci.key}#carte"
    assert area.title.get_text() == "CC du Royans-Vercors : 1 commune"
    assert area.select_one("path.store-map__declaree")["d"] == near_outlines().paths[epci.code]
    assert zoom.select_one(".store-zoom__nearer a")["href"] == area["href"]
    zoom, drawing = visit(epci)
    point = drawing.select_one("circle").find_parent("a")
    assert point["href"] == f"{ADDRESS}?lieu={towns[0].key}#carte"
    assert point.title.get_text() == "Bouvante : déclarée"
    dots = drawing.select_one(".store-map__others")["d"].count("M")
    assert dots == len(near_outlines().communes_of(epci.code)) - 1
    assert zoom.select_one(".store-zoom__nearer").get_text(strip=True) == "Bouvantedéclarée"
    assert "IGN" in zoom.get_text()


@pytest.mark.django_db
def test_drawing_them_costs_few_queries(client, vercors, django_assert_max_num_queries):
    drome, epci, _ = vercors
    for place in (drome, epci):
        client.get(f"{ADDRESS}?lieu={place.key}")
        with django_assert_max_num_queries(16):
            client.get(f"{ADDRESS}?lieu={place.key}")
