"""What only the database knows of another catalogue's sheets: words, organisations, places, addresses."""

import json

import pytest

from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from tests import factories
from tests.catalogue.services.loading import SMALLEST, load, refusal, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


def dumped(folder, data, name="x.json"):
    return write(folder, name, json.dumps(data, ensure_ascii=False))


def sheets(number: int, **said) -> list[dict]:
    return [{"id": f"s{one}", "name": f"Service {one}", "description": "Un texte.", **said} for one in range(number)]


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ({"owner": "commune-99999"}, "owner : « commune-99999 » : les territoires ne sont pas chargés"),
        ({"partners": ["ADEME", "Saint-Martin"]}, "partners : plusieurs organisations s'appellent « Saint-Martin »"),
        ({"conditions": {"requires": ["ailleurs"]}}, "conditions.requires : le service « ailleurs » n'existe pas"),
        ({"slug": "prise"}, "slug : "),
        (
            {"governance": {"consortium": [{"organisation": "commune-1", "role": "pilote"}]}},
            "governance.consortium.organisation : le territoire « commune-1 » n'existe pas",
        ),
        ({"deployments": [{"organisation": "commune-1", "status": "pilote"}]}, "deployments.organisation : "),
    ],
)
def test_what_the_database_refuses_is_left_out_and_the_sheet_kept(tmp_path, more, warning):
    factories.make_service("Prise", slug="prise")
    for code in ("1", "2"):
        factories.make_organisation(
            "Saint-Martin", territory=factories.make_territory("Saint-Martin", code=f"0100{code}")
        )
    if "owner" in more:
        Organisation.objects.all().delete()
        factories.Territory.objects.all().delete()
    file = dumped(tmp_path, sheets(1, **more))
    said = load(file)
    assert warning in said and "laissé de côté" in said and "1 créée" in said
    assert ServicePage.objects.get(external_id="s0").partners.count() == (1 if "partners" in more else 0)
    for options in ({}, {"draft": True}):
        assert "1 inchangée" in load(file, **options)
    assert warning.split(" : ")[-1] in refusal(
        dumped(tmp_path, sheets(1, **more), "strict.json"), strict=True, force=True
    )


def test_services_that_require_each_other_are_kept_without_it(tmp_path):
    pair = [
        {"name": one, "description": "Texte", "conditions": {"requires": [other]}}
        for one, other in (("oeuf", "poule"), ("poule", "oeuf"))
    ]
    said = load(dumped(tmp_path, pair))
    assert "2 fiches (" in said and "services qui se demandent l'un l'autre : oeuf, poule : laissé de côté" in said
    assert ServicePage.objects.count() == 2


def test_strict_says_which_word_is_not_known_and_where(tmp_path):
    file = write(tmp_path, "x.yml", SMALLEST + "themes: [Nuit]\n")
    assert "themes.1 (ligne 6) : « Nuit » est inconnu (--create-vocabulary le crée)" in refusal(file, strict=True)


def test_what_sheets_create_by_naming_it_is_told_before_and_after(tmp_path):
    file = dumped(tmp_path, sheets(2, owner="Maison de la nuit", themes=["Nuit"]))
    told = "Créé parce que des fiches le nomment : 1 organisation (Maison de la nuit)"
    assert told in load(file, dry_run=True)
    assert not Organisation.objects.exists()
    said = load(file, create_vocabulary=True)
    assert told in said and "1 thème (nuit)" in said
    assert told not in load(file, create_vocabulary=True)


def test_a_dry_run_says_the_words_the_deployments_and_the_rows_that_change(tmp_path):
    lens = factories.make_organisation("Lens", territory=factories.make_territory("Lens", code="62498"))
    said = {
        "themes": [{"slug": "nuit", "name": "La nuit"}],
        "services": [
            {
                **sheets(1)[0],
                "governance": {"consortium": [{"organisation": "commune-62498", "role": "membre"}]},
                "deployments": [{"organisation": "commune-62498", "status": "pilote"}],
            }
        ],
    }
    file = dumped(tmp_path, said)
    assert "« La nuit » : créée" in load(file, dry_run=True)
    load(file)
    said["themes"][0]["name"] = "Le soir"
    said["services"][0]["governance"]["consortium"][0]["role"] = "pilote"
    said["services"][0]["deployments"][0]["status"] = "en-production"
    told = load(dumped(tmp_path, said), dry_run=True)
    assert "« Le soir » : mise à jour" in told
    assert "s0, consortium : Lens membre → Lens pilote" in told
    assert "s0, deployments : Lens pilote → Lens en-production" in told
    assert lens.deployments.get().status == "pilote"


def test_a_dry_run_of_many_new_sheets_says_each_on_one_line(tmp_path):
    file = dumped(tmp_path, sheets(12))
    assert sum(line.startswith("s3") for line in load(file, dry_run=True).splitlines()) == 1
    assert "s3, name : Service 3" in load(file, dry_run=True, verbosity=2)


def test_a_long_text_is_shown_where_it_changes(tmp_path):
    text = "Un texte assez long pour que ses soixante premiers signes ne disent rien de la suite, qui parle "
    load(dumped(tmp_path, sheets(1, summary="Un résumé.", body=f"{text}de chats.")))
    told = load(dumped(tmp_path, sheets(1, summary="Un résumé.", body=f"{text}d'oiseaux.")), dry_run=True)
    assert "de chats." in told and "oiseaux." in told


def test_what_is_published_needs_no_draft_and_what_is_drawn_needs_no_other_load(tmp_path):
    file = write(tmp_path, "x.yml", SMALLEST)
    load(file, pictures=True)
    page = ServicePage.objects.get()
    for options in ({}, {"draft": True}, {"draft": True, "pictures": True}, {"pictures": True}):
        for dry_run in (True, False):
            assert "1 inchangée" in load(file, dry_run=dry_run, **options), options
    page.refresh_from_db()
    assert page.logo and page.revisions.count() == 1


def test_a_draft_that_is_published_says_that_it_goes_online(tmp_path):
    file = write(tmp_path, "x.yml", SMALLEST)
    load(file, draft=True)
    assert "reserve-ta-salle, en ligne : oui" in load(file, dry_run=True)
