"""A grant is signed, paid once and never above, reported, closed; one that lapses wakes the waiting list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.funding import awarding, grant_book
from catalogue.funding.fund_counts import AWARDED, GIVEN_BACK, PAID, SIGNED, figures_at, recount
from catalogue.funding.models import (
    Application,
    ApplicationState,
    Axis,
    CallKind,
    Envelope,
    FundDesk,
    Grant,
    GrantState,
    Part,
)
from catalogue.needs.journal import anct
from tests import factories
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(catalogue):
    """An officer who pays, one who follows, and a grant of the FranceConnect desk with another file waiting."""
    wave = fund.make_desk_wave(amount=5_000)
    mayor = factories.make_person(mandate="elu")
    town, other = fund.make_town("Feurs"), fund.make_town("Roanne")
    mayor.organisation = town
    mayor.save()
    for one in (town, other):
        awarding.comply(fund.make_filed(wave, one), anct())
    payer, follower = factories.make_person(), factories.make_person()
    fund.make_officer(payer, FundDesk.PAYMENTS)
    fund.make_officer(follower, FundDesk.NATIONAL)
    return {"grant": Grant.objects.get(), "payer": payer, "follower": follower, "mayor": mayor, "wave": wave}


def do(client, person, grant, gesture, **said):
    client.force_login(person)
    return client.post(f"/instruction/subventions/{grant.pk}/{gesture}/", said, follow=True)


def state(grant) -> str:
    return Grant.objects.get(pk=grant.pk).state


def granted_by_a_jury(desk) -> Grant:
    """To the town of the mayor, apart from what the desk gave it."""
    root = Envelope.objects.get(parent=None)
    grant = Grant(fund=root.fund, envelope=fund.make_envelope(root), purpose="Portail", amount=5_000, reference="S2-1")
    grant.beneficiary = desk["mayor"].organisation
    return awarding.write_grant(grant, [], anct())


def test_a_grant_goes_from_its_convention_to_its_end(client, desk):
    grant = granted_by_a_jury(desk)
    do(client, desk["follower"], grant, "convention", convention="ad-hoc")
    today = timezone.localdate()
    late = do(client, desk["follower"], grant, "signature", signed_on=(today + timedelta(days=2)).isoformat())
    assert late.status_code == 400 and state(grant) == GrantState.TO_SIGN
    do(client, desk["follower"], grant, "signature", signed_on=today.isoformat())
    above = do(client, desk["payer"], grant, "versement", amount=5_001)
    grant.refresh_from_db()
    assert above.status_code == 400 and "Versement unique" in above.content.decode() and grant.paid == 0
    do(client, desk["payer"], grant, "versement", amount=5_000)
    assert state(grant) == GrantState.PAID
    do(client, desk["payer"], grant, "versement", amount=5_000)
    grant.refresh_from_db()
    assert grant.paid == 5_000
    do(client, desk["follower"], grant, "bilan")
    assert do(client, desk["follower"], grant, "cloture").status_code == 400
    client.force_login(desk["mayor"])
    address = f"/mon-espace/financements/subventions/{grant.pk}/bilan/"
    assert address in client.get("/mon-espace/financements/").content.decode()
    client.post(address, {"report": "Tout marche."})
    assert address not in client.get("/mon-espace/financements/").content.decode()
    do(client, desk["follower"], grant, "cloture")
    assert state(grant) == GrantState.CLOSED
    assert "Tout marche." in client.get(grant.get_absolute_url()).content.decode()
    assert recount(desk["wave"].call.fund) == 0


def test_what_the_desk_grants_is_paid_without_a_convention(client, desk):
    grant = desk["grant"]
    assert do(client, desk["follower"], grant, "convention", convention="ad-hoc").status_code == 400
    signed = do(client, desk["follower"], grant, "signature", signed_on=timezone.localdate().isoformat())
    assert signed.status_code == 400 and state(grant) == GrantState.NOTIFIED
    do(client, desk["payer"], grant, "versement", amount=5_000)
    assert state(grant) == GrantState.PAID


def test_who_pays_does_not_follow_and_who_follows_does_not_pay(client, desk):
    grant = desk["grant"]
    assert do(client, desk["payer"], grant, "convention", convention="ad-hoc").status_code == 403
    assert do(client, desk["follower"], grant, "versement", amount=5_000).status_code == 403
    client.force_login(desk["mayor"])
    assert client.get("/instruction/subventions/").status_code == 403


def test_a_grant_that_lapses_goes_to_who_waits(client, desk):
    assert Application.objects.get(state=ApplicationState.WAITING).lead.name == "Roanne"
    assert do(client, desk["follower"], desk["grant"], "annulation", reason="").status_code == 400
    do(client, desk["follower"], desk["grant"], "annulation", reason="Le projet est abandonné.")
    assert Grant.objects.standing().get().beneficiary.name == "Roanne"
    assert Envelope.objects.get(pk=desk["wave"].envelope_id).remainder == 0


def test_who_can_no_longer_be_granted_keeps_nobody_waiting(client, desk):
    last = fund.make_filed(desk["wave"], fund.make_town("Boën"))
    awarding.comply(last, anct())
    first = Application.objects.get(lead__name="Roanne")
    elsewhere = fund.make_envelope(fund.make_fund(name="Autre fonds", slug="autre"), 5_000)
    said = {"fund": elsewhere.fund, "beneficiary": first.lead, "desk_kind": first.desk_kind, "amount": 5_000}
    awarding.write_grant(Grant(envelope=elsewhere, purpose="Déjà", reference="AUTRE-1", **said), [], anct())
    do(client, desk["follower"], desk["grant"], "annulation", reason="Le projet est abandonné.")
    assert Application.objects.get(pk=last.pk).state == ApplicationState.GRANTED
    assert Application.objects.get(pk=first.pk).state == ApplicationState.WAITING


def test_what_is_no_longer_due_is_no_longer_counted_as_signed(client, catalogue):
    root = fund.make_fund()
    grant = Grant(fund=root.fund, envelope=fund.make_envelope(root), purpose="Portail", amount=9_000, reference="S1")
    grant.beneficiary, grant.single_payment = fund.make_town("Feurs"), False
    awarding.write_grant(grant, [], anct())
    grant_book.sign(grant, timezone.localdate(), anct(), "crte")
    grant_book.pay(grant, 4_000, anct())
    grant_book.reduce(grant, 6_000, "Moins de postes.", anct())
    grant_book.give_back(grant, 1_000, "Trop-perçu.", anct())
    figures = figures_at(root.fund, timezone.localdate())
    found = {measure: figures["", measure] for measure in (AWARDED, SIGNED, PAID, GIVEN_BACK)}
    assert found == {AWARDED: 5_000, SIGNED: 5_000, PAID: 4_000, GIVEN_BACK: 1_000}
    assert recount(root.fund) == 0 and Envelope.objects.get(pk=grant.envelope_id).awarded == 5_000


def test_a_prefecture_follows_the_grants_of_its_perimeter_only(client, catalogue):
    loire, rhone = (
        factories.make_territory(name, kind="departement", code=code)
        for name, code in (("Loire", "42"), ("Rhône", "69"))
    )
    root = fund.make_fund()
    call = fund.make_call(root.fund, "Local", kind=CallKind.LOCAL, axis=Axis.THREE, part=Part.LOCALE)
    wave = fund.make_wave(call, rate=80, single_payment=False)
    grants = []
    for place in (loire, rhone):
        fund.make_envelope(root, axis=Axis.THREE, part=Part.LOCALE, territory=place)
        row = fund.make_filed(wave, fund.make_town(f"Ville {place}", inside=(place,)))
        Application.objects.filter(pk=row.pk).update(state=ApplicationState.ADMISSIBLE)
        ruled = awarding.Ruled(row, ApplicationState.GRANTED, "Utile.", 5_000)
        awarding.decide_batch([ruled], anct())
        grants.append(Grant.objects.get(application=row))
    officer = factories.make_person()
    fund.make_officer(officer, FundDesk.PREFECTURE, loire)
    client.force_login(officer)
    assert client.get(f"/instruction/subventions/{grants[0].pk}/").status_code == 200
    assert client.get(f"/instruction/subventions/{grants[1].pk}/").status_code == 404
    assert do(client, officer, grants[1], "annulation", reason="Pour voir.").status_code == 404
    listed = client.get("/instruction/subventions/").content.decode()
    assert "Ville Loire" in listed and "Ville Rhône" not in listed


def test_a_grant_in_parts_is_reduced_and_gives_back(client, desk):
    grant = desk["grant"]
    grant_book.pay(grant, 5_000, anct())
    too_much = do(client, desk["payer"], grant, "reversement", amount=6_000, reason="Trop-perçu.")
    assert too_much.status_code == 400
    do(client, desk["payer"], grant, "reversement", amount=5_000, reason="Trop-perçu.")
    assert Grant.objects.get(pk=grant.pk).given_back == 5_000
    assert Grant.objects.standing().count() == 2  # the sum went to who waited
    assert recount(desk["wave"].call.fund) == 0
