"""Questions typed into the territory picker, among all the territories that the Store ships."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from catalogue.territories.models import Organisation, Territory
from catalogue.territories.search import organisations_named, ranked
from tests.france import load_france

pytestmark = pytest.mark.django_db

URL = "/territoires/recherche/"
CASES = Path(__file__).parents[2] / "cases" / "fail-8-picker.txt"
ANSWERS = [
    ("epci-247800550", ""),
    ("departement-38", ""),
    ("region-53", ""),
    ("commune-44109", ""),
    ("commune-44109", ""),
    ("commune-33063", ""),
    ("commune-30247", ""),
    ("commune-38185", ""),
    ("commune-75056", "Paris 1er Arrondissement en fait partie"),
    ("commune-74010", "Cran-Gevrier en fait partie"),
]
OTHERS = {
    "CD38": "departement-38",
    "dept 32": "departement-32",
    "conseil régional de Bretagne": "region-53",
    "agglo pays basque": "epci-200067106",
    "CU Dunkerque": "epci-245900428",
    "eurometropole strasbourg": "epci-246700488",
    "basque pays": "epci-200067106",
    "1053": "commune-01053",
    "2a004": "commune-2A004",
    "213.801.855 00015": "commune-38185",
    "33 Bordeaux": "commune-33063",
    "33077 BORDEAUX CEDEX": "commune-33063",
    "Saint-Denis (93)": "commune-93066",
    "St Denis de la Réunion": "commune-97411",
    "saint denis gard": "commune-30247",
    "Montreuil, Vendée": "commune-85148",
    "Lyon 3e": "commune-69123",
    "marseille 1er arrondissement": "commune-13055",
    "Sœurdres": "commune-49080",
    "74093": "commune-74010",
    "lhay les roses": "commune-94038",
    "bourgenbresse": "commune-01053",
    "Grenobel": "commune-38185",
    "villeurbane": "commune-69266",
    "2a4": "commune-2A004",
    "Nante": "commune-44109",
    "lhay": "commune-94038",
    "larochelle": "commune-17300",
    "c.c. du val de gray": "epci-200036549",
    "paris XV": "commune-75056",
    "CAPB": "epci-200067106",
    "tpm": "epci-248300543",
    "SQY": "epci-200058782",
    "mgp grand paris": "epci-200054781",
    "IDF": "region-11",
    "CEA": "departement-6AE",
    "Œting": "commune-57521",
    "Y": "commune-80829",
}


def suggestions(client, text):
    return client.get(URL, {"q": text}, headers={"accept": "application/json"}).json()["items"]


def test_the_picker_understands_what_people_type(client, site):
    load_france()
    questions = CASES.read_text(encoding="utf-8").splitlines()
    firsts = [suggestions(client, question)[0] for question in questions]
    assert [first["value"] for first in firsts] == [key for key, _ in ANSWERS]
    assert all(why in first["detail"] for (_, why), first in zip(ANSWERS, firsts, strict=True))
    assert {typed: (suggestions(client, typed) or [{"value": ""}])[0]["value"] for typed in OTHERS} == OTHERS
    everybody = Organisation.objects.select_related("territory")
    assert {typed: organisations_named(everybody, typed)[0].territory.key for typed in OTHERS} == OTHERS
    assert_a_whole_postcode_is_listed(client)
    assert_odd_text_breaks_nothing(client)
    assert_what_the_store_does_not_keep_is_said(client)


def assert_what_the_store_does_not_keep_is_said(client):
    for typed in ("Plaine Commune", "EPT Est Ensemble"):
        last = suggestions(client, typed)[-1]
        assert last["label"] == "Établissement public territorial"
        assert "le Store ne les tient pas. Cherchez une commune" in client.get(last["url"]).content.decode()
    for typed in ("SIVOM de la Trifouille", "SIVU du Trifouillon"):
        assert suggestions(client, typed) == []
        assert "que les syndicats que son équipe" in client.get(URL, {"q": typed}).content.decode()


def assert_a_whole_postcode_is_listed(client):
    everyone = set(Territory.objects.filter(postcodes__contains="51300").values_list("name", flat=True))
    assert len(everyone) == 46
    everyone.add("Isle-sur-Marne")  # whose INSEE code this is
    offered = suggestions(client, "51300")
    assert [item["label"] for item in offered[8:]] == ["Voir toutes les réponses"]
    page = BeautifulSoup(client.get(offered[8]["url"]).content, "html.parser")
    assert {link.get_text() for link in page.select(".store-territories a")} == everyone
    assert "47 territoires" in page.main.get_text()
    assert_every_page_is_reached(client, "saint")


def assert_every_page_is_reached(client, text):
    seen, address = [], f"{URL}?q={text}"
    while address and len(seen) < 300:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        seen += [link["href"] for link in page.select(".store-territories a")]
        following = page.find("a", string="Page suivante")
        address = f"{URL}{following['href']}" if following else ""
    assert len(seen) == len(set(seen)) == 300
    assert ranked(Territory.objects.all(), text).count() > 4_000


def assert_odd_text_breaks_nothing(client):
    for odd in (
        "\0",
        "a\0b",
        "x" * 10_000,
        "🦊",
        "(",
        "saint-denis (",
        ", ,",
        "'; --",
        "%",
        "_",
        "-" * 300,
        "(((((",
        "1" * 200,
    ):
        assert client.get(URL, {"q": odd}).status_code == 200
        assert len(suggestions(client, odd)) <= 9
