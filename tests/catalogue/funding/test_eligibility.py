"""« Puis-je candidater ? »: yes, no, to check, and why, for a collectivité or a grouping being composed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.funding.grouping_rules import MOST_MEMBERS, Answer, judge_grouping
from catalogue.funding.models import Part, PartnerWish
from catalogue.territories.models import Containment, Territory
from tests import factories
from tests import fund_factories as fund
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/financements/puis-je-candidater/"


@pytest.fixture
def call(catalogue):
    """With its first wave (500 000, 50 %) and its second (300 000, 75 %): one département is enough for both."""
    root = fund.make_fund()
    found = fund.make_call(root.fund, "Démarches", part=Part.DEMARCHES)
    envelope = fund.make_envelope(root, 500_000, part=Part.DEMARCHES)
    fund.make_wave(found, envelope, covers_departement=True, population_min=500_000, rate=50)
    fund.make_wave(found, envelope, covers_departement=True, population_min=300_000, rate=75)
    return found


@pytest.fixture
def loire():
    """A département of three communes, the two first in an EPCI."""
    departement = factories.make_territory("Loire", kind="departement", code="42")
    epci = factories.make_territory("CC Forez", kind="epci", code="200000001")
    communes = [
        factories.make_territory(name, population=number, inside=(departement,))
        for name, number in (("Feurs", 8_000), ("Boën", 3_000), ("Panissières", 2_900))
    ]
    Containment.objects.bulk_create(Containment(member=one, container=epci) for one in communes[:2])
    Territory.objects.filter(pk=departement.pk).update(inside={"commune": 3})
    for one in (departement, epci, *communes):
        factories.make_organisation(territory=one, name=one.name)
    return departement, epci, communes


def organisations(*places):
    return [place.organisations.get() for place in places]


def test_a_grouping_that_covers_a_departement_commune_by_commune_may_apply(call, loire):
    _, epci, (feurs, boen, panissieres) = loire
    wave = call.waves.get(number=1)
    lead, *others = organisations(feurs, boen)
    assert judge_grouping(wave, lead, others).answer == Answer.NO
    lead, *others = organisations(feurs, epci, panissieres)
    ruling = judge_grouping(wave, lead, others)
    assert ruling.answer == Answer.YES
    assert [one.name for one in ruling.coverage.departements] == ["Loire"]


def test_each_inhabitant_is_counted_once_when_a_commune_and_its_epci_are_both_members(client, call, loire):
    _, epci, (feurs, *_) = loire
    page = text_of(client.get(f"{ADDRESS}?territoire={feurs.key}&avec={epci.key}.{feurs.key}.commune-00000.x"))
    assert "11 000 habitants, chacun compté une fois" in page
    assert "le groupement couvre 11 000 habitants" in page.lower()


def test_the_same_grouping_is_told_what_the_other_wave_would_have_given(client, call):
    place = factories.make_territory("Grande Ville", population=350_000)
    factories.make_organisation(territory=place)
    page = text_of(client.get(f"{ADDRESS}?territoire={place.key}"))
    first = page.partition("Démarches, vague 2")[0]
    assert "Non" in first and "il en faut 500 000 habitants ou un département entier" in first
    assert "Qu'aurait donné l'autre vague ?" in first and "jusqu'à 75 % du coût) : oui ," in first
    assert "Le bon guichet pour vous" not in page


def test_an_unknown_population_is_to_check_and_a_small_one_is_sent_to_the_right_desk(client, call, loire):
    rozier = factories.make_territory("Rozier", population=None)
    page = text_of(client.get(f"{ADDRESS}?territoire={rozier.key}"))
    assert "À vérifier" in page and "de Rozier ne sont pas connues du Store" in page
    feurs = loire[2][0]
    page = text_of(client.get(f"{ADDRESS}?territoire={feurs.key}"))
    assert "Le bon guichet pour vous" in page and "sur l'enveloppe qui couvre le département de la Loire" in page
    assert "Votre collectivité couvre 8 000 habitants : il en faut" in page


def test_members_are_added_and_taken_off_by_the_address_alone(client, call, loire):
    _, epci, (feurs, boen, _) = loire
    page = text_of(client.get(f"{ADDRESS}?territoire={feurs.key}&avec={boen.key}"))
    assert (
        f'value="{ADDRESS}?porteur={feurs.key}&amp;avec={boen.key}"'
        in client.get(f"{ADDRESS}?territoire={feurs.key}&avec={boen.key}").content.decode()
    )
    assert "Boën" in page
    answer = client.get(f"{ADDRESS}?porteur={feurs.key}&avec={boen.key}&territoire={epci.key}")
    assert answer.status_code == 302
    assert answer.url == f"{ADDRESS}?territoire={feurs.key}&avec={boen.key}.{epci.key}"
    assert client.get(f"{answer.url}&retirer={epci.key}").url == f"{ADDRESS}?territoire={feurs.key}&avec={boen.key}"
    assert "Votre collectivité" in text_of(client.get(f"{ADDRESS}?territoire=n-importe\0quoi&avec=%00..commune-"))


def test_a_grouping_of_two_hundred_members_costs_no_more_queries_than_one(client, call):
    places = [factories.make_territory(f"CC {n}", kind="epci", population=10) for n in range(MOST_MEMBERS + 5)]
    lead, *others = places
    client.get(f"{ADDRESS}?territoire={lead.key}")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{ADDRESS}?territoire={lead.key}&avec={others[0].key}")
    with CaptureQueriesContext(connection) as many:
        page = text_of(client.get(f"{ADDRESS}?territoire={lead.key}&avec={'.'.join(p.key for p in others)}"))
    assert len(many) <= len(one) + 2
    assert f"Un groupement compte {MOST_MEMBERS} membres au plus." in page


def test_who_seeks_partners_is_read_by_those_nearby_and_counted_for_the_others(client, call, loire):
    _, _, (feurs, boen, _) = loire
    wave = call.waves.get(number=1)
    address = f"/financements/partenaires/{wave.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(factories.make_person(organisation=feurs.organisations.get()))
    assert "Dites en une phrase" in text_of(client.post(address, {"project": " "}))
    client.post(address, {"project": "Un portail commun"})
    client.post(address, {"project": "Un portail commun, à trois"})
    assert PartnerWish.objects.get().project == "Un portail commun, à trois"
    assert "Un portail commun, à trois" in text_of(client.get(address))
    client.force_login(factories.make_person(organisation=boen.organisations.get()))
    assert "Feurs Un portail commun, à trois" in text_of(client.get(address))
    client.post(f"{address}retrait/")
    assert PartnerWish.objects.count() == 1  # one takes off one's own only
    far = factories.make_organisation(territory=factories.make_territory("Brest"))
    client.force_login(factories.make_person(organisation=far))
    assert "Un portail commun" not in text_of(client.get(address))
    client.logout()
    page = text_of(client.get(call.get_url()))
    assert "1 collectivité : voir lesquelles" in page and "Un portail commun" not in page and "Feurs" not in page
