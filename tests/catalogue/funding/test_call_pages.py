"""What anybody reads of the fund: what is open until when, by which rules, and as open data."""

import csv
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from catalogue.funding import drafting, waves
from catalogue.funding.models import Axis, CallKind, FundingCall, FundingIndex, Part, Wave
from catalogue.needs.journal import anct
from store.content.models import HomePage
from store.content.site import build_site
from tests import factories
from tests import fund_factories as fund
from tests.catalogue.review.sitting import make_grid
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db

# etalab/schema-dispositif-aide, as the specification of the fund lists it: column -> (required, its form).
SCHEMA = {
    "id_aide": (True, r"[0-9a-f-]{36}"),
    "nom": (True, r".+"),
    "promesse": (True, r".{1,180}"),
    "description_courte": (True, r"(?s).+"),
    "porteurs_aide": (True, r".+"),
    "beneficiaires_aide": (True, r"[^|]+(\|[^|]+)*"),
    "types_aides": (True, r"subvention"),
    "montant_aide_ou_cout": (True, r".+"),
    "thematique_aide": (True, r".+"),
    "date_ouverture": (False, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00"),
    "date_cloture": (False, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00"),
    "contact_question": (True, r".+"),
    "eligibilite_geographique": (True, r"[A-Z]+-\w+(\|[A-Z]+-\w+)*"),
}


@pytest.fixture
def wave(catalogue):
    """Of a national call, which opens in a year with `reopen`."""
    root = fund.make_fund()
    call = fund.make_call(root.fund, "Démarches de qualité", contact="fonds@exemple.fr", what_is_paid="Des démarches.")
    envelope = fund.make_envelope(root, 500_000, part=Part.DEMARCHES)
    rules = {"covers_departement": True, "population_min": 300_000, "rate": 75, "ceiling": 90_000}
    return fund.make_wave(call, envelope, grid=make_grid(), **rules)


def closing(wave: Wave, **ahead) -> None:
    """The clock of the database moves on: the end comes nearer."""
    Wave.objects.filter(pk=wave.pk).update(closes=timezone.now() + timedelta(**ahead))


def scheme(client, wave: Wave) -> dict[str, str]:
    rows = client.get("/financements/dispositifs.json").json()["dispositifs"]
    return next(row for row in rows if row["id_aide"] == str(wave.call.public_id))


def test_one_second_before_the_end_a_file_may_begin_and_one_second_after_nothing_says_so(client, wave):
    town = fund.make_town("Feurs")
    closing(wave, seconds=30)
    page = text_of(client.get("/financements/demarches-de-qualite/"))
    assert "Jusqu'au" in page and "Commencer un dossier" in page and "Clos depuis" not in page
    assert scheme(client, wave)["date_cloture"] > timezone.localtime().isoformat(timespec="seconds")
    assert "Démarches de qualité" in text_of(client.get("/financements/")).partition("Trois façons")[0]
    assert drafting.start(wave, "Portail", fund.voice_of(town)).state == "brouillon"
    closing(wave, seconds=-1)
    page = text_of(client.get("/financements/demarches-de-qualite/"))
    assert "Clos depuis" in page and "À venir" not in page and "Commencer un dossier" not in page
    assert scheme(client, wave)["date_cloture"] < timezone.localtime().isoformat(timespec="seconds")
    listed = text_of(client.get("/financements/"))
    assert "Aucun appel n'est ouvert aujourd'hui." in listed and "Démarches de qualité" in listed
    with pytest.raises(ValidationError, match="clos depuis"):
        drafting.start(wave, "Portail", fund.voice_of(fund.make_town("Boën")))


def test_a_call_says_its_rules_its_criteria_how_many_filed_and_why_its_end_was_put_off(client, wave):
    lead = factories.make_organisation(territory=factories.make_territory("Lyon", population=500_000))
    fund.make_filed(wave, lead)
    wave.refresh_from_db()
    waves.extend(wave, wave.closes + timedelta(days=7), "La plateforme était lente.", anct())
    page = text_of(client.get("/financements/demarches-de-qualite/"))
    assert "couvrir au moins 300 000 habitants ou un département entier, chaque habitant compté une fois" in page
    assert "Jusqu'à 75 % du coût éligible du projet, 90 000 € au plus par dossier." in page
    assert "La plateforme était lente." in page and "La clôture a été reportée" in page
    assert "Le dossier déposé le premier passe devant." in page and "Tribunal administratif." in page
    assert "Dossiers déposés 1 " in page and "Voir les résultats" not in page
    for criterion in wave.grid.criteria.all():
        assert criterion.name in page
    data = client.get("/financements/demarches-de-qualite/").content.decode()
    assert '"@type": "GovernmentService"' in data and '"validThrough"' in data


def test_dates_go_into_a_diary_and_keep_their_place_when_the_end_is_put_off(client, wave):
    def events():
        calendar = Calendar.from_ical(client.get("/financements/demarches-de-qualite/dates.ics").content)
        return {str(one["UID"]): one for one in calendar.walk("VEVENT")}

    before = events()
    waves.extend(wave, wave.closes + timedelta(days=7), "Plus de temps.", anct())
    after = events()
    assert len(before) == 2 and before.keys() == after.keys()
    (end,) = [uid for uid in after if "cloture" in uid]
    assert (before[end]["SEQUENCE"], after[end]["SEQUENCE"]) == (0, 1)
    assert after[end].start - before[end].start == timedelta(days=7)
    assert client.get("/financements/inconnu/dates.ics").status_code == 404


def test_the_desk_says_how_many_files_its_envelope_still_pays(client, catalogue):
    wave = fund.make_desk_wave(amount=12_000)
    address = wave.call.get_url()
    assert "Il reste 2 dossiers à financer" in text_of(client.get(address))
    assert "5 000 € par raccordement" in text_of(client.get(address))
    Wave.objects.filter(pk=wave.pk).update(closes=timezone.now() - timedelta(seconds=1))
    assert "Il reste" not in text_of(client.get(address))


@pytest.mark.parametrize("slug", ["subventions", "puis-je-candidater", "Chiffres", "enveloppes"])
def test_a_call_cannot_take_a_fixed_address(wave, slug):
    index = FundingIndex.objects.get()
    with pytest.raises(ValidationError) as refused:
        index.add_child(
            instance=FundingCall(title="Autre", slug=slug.lower(), fund=wave.call.fund, axis=Axis.TWO, kind="appel")
        )
    assert "est déjà une adresse de la rubrique" in refused.value.message_dict["slug"][0]


def test_an_editor_reads_why_an_address_is_refused(client, wave):
    client.force_login(factories.make_person("Édith", groups=("Éditeurs",), is_superuser=True))
    call = wave.call
    said = {"title": call.title, "slug": "subventions", "summary": "Un appel.", "body-count": 0, "fund": call.fund_id}
    said |= {"kind": call.kind, "axis": call.axis, "part": call.part, "what_is_paid": "", "contact": ""}
    answer = client.post(f"/admin/pages/{call.pk}/edit/", said)
    assert "est déjà une adresse de la rubrique" in text_of(answer)
    index = FundingIndex.objects.get()
    index.slug = "argent"
    with pytest.raises(ValidationError, match="reste à l'adresse"):
        index.save()


def test_open_data_follows_the_schema_of_public_aids(client, wave):
    root = wave.envelope.parent
    local = fund.make_call(root.fund, "Près de chez vous", kind=CallKind.LOCAL, axis=Axis.THREE, part=Part.LOCALE)
    fund.make_wave(local, allowed_kinds=["commune", "epci"])
    for code in ("42", "2A"):
        place = factories.make_territory(f"Département {code}", kind="departement", code=code)
        fund.make_envelope(root, 10_000, axis=Axis.THREE, part=Part.LOCALE, territory=place)
    fund.make_call(root.fund, "Sans date")
    rows = client.get("/financements/dispositifs.json").json()["dispositifs"]
    file = b"".join(client.get("/financements/dispositifs.csv").streaming_content).decode("utf-8-sig")
    assert list(csv.DictReader(file.splitlines())) == rows and len(rows) == 3
    for row in rows:
        assert list(row) == list(SCHEMA)
        assert UUID(row["id_aide"])
        for name, (required, form) in SCHEMA.items():
            assert re.fullmatch(form, row[name]) or (not required and row[name] == ""), (name, row[name])
    by_name = {row["nom"]: row for row in rows}
    assert by_name["Démarches de qualité"]["eligibilite_geographique"] == "PAYS-99100"
    assert by_name["Près de chez vous"]["eligibilite_geographique"] == "DEP-2A|DEP-42"
    assert by_name["Près de chez vous"]["beneficiaires_aide"] == "communes|intercommunalités"


def test_setting_up_the_site_makes_the_page_of_the_fund_which_the_home_page_and_the_plan_show(client, catalogue):
    build_site()
    page = FundingIndex.objects.get()
    assert page.live and page.show_in_menus
    home = HomePage.objects.get()
    home.sections = [("calls", {"title": "", "most": 2})]
    factories.publish(home)
    closed = client.get("/").content.decode()
    assert "Appels ouverts" not in closed and 'href="/financements/">Financements</a>' in closed
    wave = fund.make_desk_wave()
    assert f"Financement : dossiers jusqu'au {wave.last_moment}" in text_of(client.get("/"))
    assert "Puis-je candidater ?" in text_of(client.get("/plan-du-site/"))
    assert "/financements/puis-je-candidater/" in client.get("/sitemap-own.xml").content.decode()
    assert "/financements/guichet/" in client.get("/sitemap-pages.xml").content.decode()
