"""The map of the départements, and the same in words."""

import gzip
import json
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from catalogue.deployments.adoption import adoption_of
from catalogue.deployments.departement_uses import DepartementUse
from catalogue.deployments.map import draw_map
from catalogue.deployments.map_data import MAP_FILE, france_map, light_path
from catalogue.deployments.models import Standing
from tests import factories

OVERSEAS = ["971", "972", "973", "974", "976"]


def used(code, name="Isère", statuses="1 en production", standing=Standing.CONFIRMEE):
    return DepartementUse(code, name, 1, statuses, standing)


def test_the_file_is_light_and_holds_the_96_departements_of_metropolitan_france():
    assert len(france_map().outlines) == 96
    assert {"01", "2A", "2B", "75", "95"} <= france_map().outlines.keys()
    assert len(gzip.compress(MAP_FILE.read_bytes())) < 25_000


def test_every_departement_with_use_has_its_shape_overseas_included():
    everywhere = [*france_map().outlines, *OVERSEAS]
    for code in everywhere:
        drawn = draw_map([used(code)])
        assert [shape.path in drawn.background for shape in drawn.shapes] == [False]
        assert drawn.shapes[0].path.startswith("M")


def test_no_departement_is_drawn_twice_or_left_out():
    drawn = draw_map([used("38"), used("974", "La Réunion")])
    rings = drawn.background.count("M") + sum(shape.path.count("M") for shape in drawn.shapes)
    assert rings == draw_map([]).background.count("M")


def test_a_place_off_the_map_is_in_the_table():
    drawn = draw_map([used("987", "Polynésie française")])
    assert drawn.shapes == ()
    assert drawn.situations[0].departements == ("Polynésie française (987) : 1 en production",)


def test_departements_alike_share_a_row_of_the_table():
    uses = [
        used("29", "Finistère", standing=Standing.DECLAREE),
        used("38"),
        used("26", "Drôme"),
        used("01", "Ain", "1 contestée", standing=Standing.CONTESTEE),
        used("56", "Morbihan", "1 à reconfirmer", standing=Standing.A_RECONFIRMER),
    ]
    drawn = draw_map(uses)
    assert [(row.label, row.departements) for row in drawn.situations] == [
        ("Confirmé", ("Isère (38) : 1 en production", "Drôme (26) : 1 en production")),
        ("Déclaré", ("Finistère (29) : 1 en production",)),
        ("À reconfirmer", ("Morbihan (56) : 1 à reconfirmer",)),
        ("Contesté", ("Ain (01) : 1 contestée",)),
    ]
    assert (drawn.count, drawn.in_use) == (5, 3)


def test_each_standing_is_told_by_more_than_its_colour():
    """Each has a drawing of its own, which the legend names; the surest alone is plain."""
    shown = draw_map(
        [used(code, standing=standing) for code, standing in zip(["38", "26", "29", "01"], Standing, strict=True)]
    )
    drawings = [row.drawing for row in shown.situations]
    assert len(set(drawings)) == 4
    assert [row.label for row in shown.situations if not row.drawing] == ["Confirmé"]
    assert {shape.pattern for shape in shown.shapes} == {"", "hachures", "points"}


def test_a_service_used_everywhere_stays_a_light_page():
    standings = {True: Standing.CONFIRMEE, False: Standing.DECLAREE}
    drawn = draw_map([used(code, standing=standings[code < "50"]) for code in france_map().outlines])
    assert [shape.standing for shape in drawn.shapes] == ["confirmee", "declaree"]
    assert [row.count for row in drawn.situations] == [50, 46]


def test_the_table_names_the_wider_territory_that_brings_the_use():
    brought = DepartementUse("29", "Finistère", 2, "2 en production", Standing.CONFIRMEE, via="via la Région Bretagne")
    only = DepartementUse("56", "Morbihan", 1, "1 en production", Standing.CONFIRMEE, via="via la Région Bretagne")
    assert draw_map([brought, only, used("38")]).situations[0].departements == (
        "Finistère (29) : 2 en production, via la Région Bretagne",
        "Morbihan (56) : 1 en production, via la Région Bretagne",
        "Isère (38) : 1 en production",
    )


@pytest.mark.django_db
def test_the_table_counts_what_counts_and_tells_the_rest_apart(country, use):
    service, day = factories.make_service("Carte"), date(2026, 3, 1)
    use(service, country.isere, standing="confirmee", confirmed_on=day)
    use(service, country.village, standing="declaree")
    use(service, country.neighbour, standing="declaree")
    use(service, country.big, standing="a-reconfirmer", confirmed_on=date(2025, 1, 1))
    use(service, country.drome, standing="confirmee", confirmed_on=day)
    use(service, country.cousin, standing="contestee", contest_reason="Jamais eu.")
    for number in range(2):
        town = factories.make_territory(f"Ville {number}", inside=(country.finistere,))
        use(service, town, "pilote", standing="a-reconfirmer", confirmed_on=date(2025, 1, 1))
    departements = adoption_of(service).departements
    assert [(one.code, one.count) for one in departements] == [("26", 1), ("29", 2), ("38", 3)]
    assert [(row.label, row.departements) for row in draw_map(departements).situations] == [
        (
            "Confirmé",
            (
                "Drôme (26) : 1 en production, 1 contestée (1 confirmée, 1 contestée)",
                "Isère (38) : 3 en production, 1 à reconfirmer (1 confirmée, 2 déclarées, 1 à reconfirmer)",
            ),
        ),
        ("À reconfirmer", ("Finistère (29) : 2 à reconfirmer",)),
    ]


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 580)), min_size=3, max_size=40))
def test_a_lighter_path_keeps_to_the_outline(points):
    path = "M" + " ".join(f"{x + 0.2:.1f},{y - 0.3:.1f}" for x, y in points) + " z"
    for ring in filter(None, light_path(path).split("z")):
        start, _, steps = ring[1:].partition("l")
        x, y = map(int, start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            assert (x, y) in points


def test_a_folder_that_is_not_the_package_is_refused(tmp_path):
    with pytest.raises(CommandError, match="svg-maps"):
        call_command("trim_map", str(tmp_path), output=tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


def test_the_package_s_drawing_becomes_the_file(tmp_path):
    (tmp_path / "package.json").write_text(json.dumps({"version": "2.0.0"}))
    corse = '<path\n id="2a"\n aria-label="Corse-du-Sud"\n d="m 1.2,1.4 4,0 0,0 0,3 -4,0 z"\n/>'
    drawing = f'<svg viewBox="0 0 20 10">{corse}</svg>'
    (tmp_path / "france.departments.svg").write_text(drawing)
    call_command("trim_map", str(tmp_path), output=tmp_path / "out.json", verbosity=0)
    written = json.loads((tmp_path / "out.json").read_text())
    assert written["outlines"] == {"2A": "M1 1l4 0 0 3-4 0z"}
    assert (written["width"], written["licence"]) == (20, "CC-BY-4.0")


@pytest.mark.django_db
def test_a_visitor_reads_on_the_sheet_where_the_service_is_used(client, country):
    service = factories.make_service("Carte")
    for territory, status in ((country.isere, "en-production"), (country.finistere, "pilote")):
        factories.make_deployment(
            service, factories.make_organisation(territory=territory), status=status, is_demo=True
        )
    page = BeautifulSoup(client.get("/services/carte/").content, "html.parser")
    figure = page.find("figure", class_="store-map")
    assert [title.get_text() for title in figure.select("path > title")] == [
        "Finistère (29) : 1 pilote",
        "Isère (38) : 1 en production",
    ]
    assert "CC BY 4.0" in figure.get_text()
    assert "Donnée de démonstration" in figure.get_text()
    words = page.find("p", class_="store-map__words")
    assert "Isère (38) : 1 en production" in words.get_text()
    fold = words.find_parent("details", class_="store-fold")
    assert fold.summary.get_text() == "Voir les départements, et les nombres à la fin de chaque période"
    assert not fold.has_attr("open")
    assert not figure.find_all(style=True)
