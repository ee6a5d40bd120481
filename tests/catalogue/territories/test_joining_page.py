"""An administrator joins two organisations in the admin, knowing what will move before anything does."""

import pytest
from wagtail.models import ModelLogEntry

from catalogue.deployments.models import Deployment, Standing
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.accounts.rights import EDITORS
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db

PAGES = "/admin/territories/organisation"


@pytest.fixture
def administrator(client, catalogue):
    client.force_login(User.objects.create(username="administratrice", is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def two():
    return factories.make_organisation("Régie du numérique"), factories.make_organisation("Régie numérique du Forez")


def page_of(organisation, action="join"):
    return f"{PAGES}/{action}/{organisation.pk}/"


def test_the_page_and_the_list_offer_to_choose_the_one_that_is_kept(administrator, two):
    gone, _ = two
    assert page_of(gone) in administrator.get(f"{PAGES}/").content.decode()
    page = administrator.get(page_of(gone))
    assert "« Régie du numérique » disparaîtra" in text_of(page)
    assert "organisation_chooser" in page.content.decode()


def test_what_moves_and_what_both_have_is_told_before_and_done_after_the_confirmation(administrator, two):
    gone, kept = two
    service = factories.make_service("Tréteaux", operator=gone)
    factories.make_deployment(service, gone, standing=Standing.CONFIRMEE, confirmed_on="2026-11-01")
    factories.make_deployment(service, kept)
    factories.make_person(organisation=gone)
    told = text_of(administrator.post(page_of(gone), {"kept": kept.pk}))
    assert "1 déploiement" in told and "(opérateur)" in told and "1 personne" in told
    assert "Tréteaux : deux déploiements ; gardé, celui de « Régie du numérique »" in told
    assert Organisation.objects.filter(pk=gone.pk).exists() and Deployment.objects.count() == 2
    answer = administrator.post(page_of(gone), {"kept": kept.pk, "seen": kept.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(kept, "edit")
    assert "« Régie du numérique » est fusionnée dans « Régie numérique du Forez »" in text_of(answer)
    assert not Organisation.objects.filter(pk=gone.pk).exists()
    row = Deployment.objects.get()
    assert (row.organisation, row.standing) == (kept, Standing.CONFIRMEE)
    service.refresh_from_db()
    assert service.operator == kept
    entry = ModelLogEntry.objects.get(action="territories.join")
    assert (entry.object_id, entry.user.username) == (str(kept.pk), "administratrice")


def test_another_choice_than_the_one_that_was_read_is_shown_again(administrator, two):
    gone, kept = two
    told = text_of(administrator.post(page_of(gone), {"kept": kept.pk, "seen": gone.pk}))
    assert "Oui, fusionner" in told
    assert Organisation.objects.filter(pk=gone.pk).exists()


def test_the_address_of_one_that_is_gone_leads_to_the_one_that_stays(administrator, two):
    first, second = two
    last, address = factories.make_organisation("Régie"), page_of(first, "edit")
    for gone, kept in ((first, second), (second, last)):
        administrator.post(page_of(gone), {"kept": kept.pk, "seen": kept.pk})
    assert administrator.get(address).headers["Location"] == page_of(last, "edit")
    assert administrator.get(f"{PAGES}/edit/999999/").status_code == 404


@pytest.mark.parametrize("kept", ["", "999999"])
def test_a_choice_that_is_none_is_said_in_its_field(administrator, two, kept):
    told = text_of(administrator.post(page_of(two[0]), {"kept": kept}))
    assert "Choisissez l'organisation à garder." in told or "n'existe plus" in told


def test_two_that_are_two_are_refused_in_the_field(administrator, two):
    gone, kept = two
    Organisation.objects.filter(pk=gone.pk).update(siren="222000010")
    Organisation.objects.filter(pk=kept.pk).update(siren="222000028")
    assert "deux SIREN" in text_of(administrator.post(page_of(gone), {"kept": kept.pk, "seen": kept.pk}))
    assert "une autre organisation" in text_of(administrator.post(page_of(gone), {"kept": gone.pk, "seen": gone.pk}))
    assert Organisation.objects.filter(pk=gone.pk).exists()


def test_the_collectivite_of_a_territory_does_not_disappear_into_that_of_another(administrator):
    feurs, roanne = factories.make_territory("Feurs"), factories.make_territory("Roanne")
    gone, kept = (factories.make_organisation(place.name, territory=place) for place in (feurs, roanne))
    told = text_of(administrator.post(page_of(gone), {"kept": kept.pk, "seen": kept.pk}))
    assert "« Feurs » est la collectivité de ce territoire" in told
    assert Organisation.objects.filter(pk=gone.pk).exists()


def test_one_without_a_territory_takes_that_of_the_one_it_replaces(administrator):
    gone = factories.make_organisation("Feurs", territory=factories.make_territory("Feurs"))
    kept = factories.make_organisation("Mairie de Feurs", kind="groupement")
    administrator.post(page_of(gone), {"kept": kept.pk, "seen": kept.pk})
    kept.refresh_from_db()
    assert (kept.territory.name, kept.kind) == ("Feurs", "collectivite")


def test_nobody_joins_the_organisation_that_they_act_for(administrator, two):
    User.objects.update(organisation=two[1])
    told = text_of(administrator.post(page_of(two[0]), {"kept": two[1].pk, "seen": two[1].pk}))
    assert "quelqu'un d'autre les fusionne" in told
    assert Organisation.objects.filter(pk=two[0].pk).exists()


def test_an_editor_neither_joins_nor_is_offered_to(client, catalogue, two):
    gone, kept = two
    client.force_login(factories.make_person(groups=(EDITORS,)))
    assert client.get(page_of(gone)).headers["Location"] == "/admin/"
    client.post(page_of(gone), {"kept": kept.pk, "seen": kept.pk})
    assert Organisation.objects.filter(pk=gone.pk).exists()
    assert "Fusionner" not in client.get(f"{PAGES}/").content.decode()
