"""Who moves the money of envelopes from their desk, and what they are refused."""

import pytest

from catalogue.funding.checking_fund_figures import fund_differences
from catalogue.funding.models import Axis, Envelope, EnvelopeMovement, FundDesk, MovementKind, Part
from catalogue.territories.models import Kind
from tests import factories
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db
DESK = "/instruction/enveloppes/"
WHY = "Décision du comité"


@pytest.fixture
def tree(catalogue):
    """The fund, axis 3, two régions with a département each; only the first région's has an envelope."""
    root = fund.make_fund(1_000_000)
    axis = fund.make_envelope(root, 400_000, axis=Axis.THREE, name="Axe 3")
    found = {"root": root, "axis": axis}
    for code, region, near in (("84", "Auvergne-Rhône-Alpes", "Isère"), ("53", "Bretagne", "Finistère")):
        place = factories.make_territory(region, kind=Kind.REGION, code=code)
        inside = factories.make_territory(near, kind=Kind.DEPARTEMENT, inside=[place])
        facts = {"axis": Axis.THREE, "part": Part.LOCALE}
        found[region] = fund.make_envelope(axis, 100_000, territory=place, name=region, **facts)
        found[near] = inside
    facts = {"axis": Axis.THREE, "part": Part.LOCALE, "territory": found["Isère"]}
    found["near"] = fund.make_envelope(found["Auvergne-Rhône-Alpes"], 30_000, name="Isère", **facts)
    return found


def sign_in(client, desk: str, territory=None) -> None:
    officer = fund.make_officer(factories.make_person(), desk, territory)
    client.force_login(officer.user)


def plain(response) -> str:
    return " ".join(response.content.decode().replace("\u202f", " ").replace("&#x27;", "'").split())


def press(client, envelope: Envelope, act: str, geste: str = "confirmer", **said):
    return client.post(f"{DESK}{envelope.pk}/{act}/", {"geste": geste, "reason": WHY, **said}, follow=True)


def test_the_anct_adds_two_millions_that_no_axis_has_yet(client, tree):
    sign_in(client, FundDesk.ENVELOPES)
    root = tree["root"]
    assert "Axe 3" in plain(client.get(DESK))
    seen = plain(press(client, root, "abonder", "apercu", amount="2 000 000 €"))
    assert "Rien n'est encore écrit" in seen and "3 000 000 € reçus, il reste 2 600 000 €" in seen
    assert "1 000 000 € reçus, il reste <strong>600 000 €</strong>" in seen
    root.refresh_from_db()
    assert root.amount == 1_000_000 and not EnvelopeMovement.objects.filter(kind=MovementKind.ADDED).exists()
    assert "La somme est ajoutée" in plain(press(client, root, "abonder", amount="2 000 000 €"))
    root.refresh_from_db()
    movement = EnvelopeMovement.objects.get(kind=MovementKind.ADDED)
    assert root.amount == 3_000_000 and movement.reason == WHY and movement.author_label == "DINUM"
    assert list(fund_differences()) == []


def test_a_sum_that_does_not_fit_is_refused_on_its_field_and_nothing_is_written(client, tree):
    sign_in(client, FundDesk.ENVELOPES)
    axis, region = tree["axis"], tree["Bretagne"]
    before = EnvelopeMovement.objects.count()
    for act, amount, told in (
        ("deleguer", "200001", "Il reste 200 000 € dans l'enveloppe « Axe 3 »"),
        ("reprendre", "100001", "Il reste 100 000 € dans l'enveloppe « Bretagne »"),
        ("deleguer", "0", "Donnez une somme, en euros entiers"),
        ("deleguer", "12,50", "Écrivez une somme en euros entiers"),
        ("deleguer", "9" * 30, "Cette somme est trop grande"),
    ):
        for geste in ("apercu", "confirmer"):
            page = plain(press(client, axis, act, geste, child=region.pk, amount=amount))
            assert told in page and 'aria-describedby="id_amount_error"' in page, (act, amount, geste)
    page = plain(press(client, axis, "deleguer", child=region.pk, amount="10", reason=" "))
    assert "Dites pourquoi" in page and EnvelopeMovement.objects.count() == before


def test_a_region_delegates_to_its_departements_only_and_takes_back(client, tree):
    region, near = tree["Auvergne-Rhône-Alpes"], tree["near"]
    sign_in(client, FundDesk.PREFECTURE, region.territory)
    listed = plain(client.get(DESK))
    assert "Isère" in listed and "Bretagne" not in listed and "Axe 3" not in listed
    assert "déléguée" in plain(press(client, region, "deleguer", child=near.pk, amount="20000"))
    assert "reprise" in plain(press(client, region, "reprendre", child=near.pk, amount="5000"))
    near.refresh_from_db()
    assert near.amount == 45_000 and list(fund_differences()) == []
    # Neither from the axis, nor for another région, nor new money.
    for envelope, act in ((tree["axis"], "deleguer"), (tree["Bretagne"], "deleguer"), (tree["root"], "abonder")):
        assert press(client, envelope, act, child=near.pk, amount="10").status_code == 403
    assert press(client, region, "abonder", amount="10").status_code == 403
    wrong = plain(press(client, region, "deleguer", child=tree["Bretagne"].pk, amount="10"))
    assert "n'est pas dans votre périmètre" in wrong


def test_a_region_opens_an_envelope_for_its_departement_once(client, tree):
    region = tree["Bretagne"]
    sign_in(client, FundDesk.PREFECTURE, region.territory)
    said = {"name": "Finistère", "territory": tree["Finistère"].pk, "axis": "axe-1"}
    assert "est ouverte" in plain(press(client, region, "ouvrir", **said))
    opened = Envelope.objects.get(name="Finistère")
    assert (opened.parent, opened.axis, opened.part, opened.amount) == (region, "axe-3", "locale", 0)
    assert "est déjà ouverte" in plain(press(client, region, "ouvrir", **said))
    elsewhere = press(client, region, "ouvrir", name="Isère", territory=tree["Isère"].pk)
    assert "pas dans le périmètre" in plain(elsewhere) and Envelope.objects.filter(name="Isère").count() == 1


def test_a_departement_reads_its_envelope_and_others_do_not_enter(client, tree):
    near = tree["near"]
    sign_in(client, FundDesk.PREFECTURE, near.territory)
    page = plain(client.get(f"{DESK}{near.pk}/"))
    assert "un autre guichet la délègue" in page and "30 000 €" in page
    assert client.get(f"{DESK}{tree['Auvergne-Rhône-Alpes'].pk}/").status_code == 403
    assert client.get(f"{DESK}{near.pk}/deleguer/").status_code == 403
    sign_in(client, FundDesk.PAYMENTS)
    assert client.get(DESK).status_code == 403
    client.logout()
    assert client.get(DESK).status_code == 302
