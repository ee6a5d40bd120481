"""What is published can be found, and only that, whatever happens to it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from catalogue.services.models import CataloguePage, ServicePage
from tests import factories
from tests.search.asking import ask, counts, found

pytestmark = pytest.mark.django_db


def test_a_draft_is_not_findable_until_it_is_published(catalogue):
    page = factories.make_service("Espace sur Demande", action="Prêter nos salles", published=False)
    assert found("salles") == set()
    factories.publish(page)
    assert found("salles") == {"Espace sur Demande"}


def test_saving_a_draft_of_a_published_sheet_changes_nothing_for_visitors(catalogue):
    page = factories.make_service("Espace sur Demande", action="Prêter nos salles")
    page.action = "Louer nos gymnases"
    page.save_revision()
    assert found("gymnases") == set()
    assert found("salles") == {"Espace sur Demande"}


def test_an_unpublished_sheet_leaves_results_and_counts(catalogue):
    theme = factories.make_theme("Culture")
    page = factories.make_service("Tréteaux", themes=[theme])
    assert counts(ask(), "theme") == {"culture": 1}
    page.unpublish()
    assert ask().total == 0
    assert counts(ask(), "theme") == {}


def test_a_deleted_sheet_is_gone(catalogue):
    page = factories.make_service("Tréteaux")
    assert found() == {"Tréteaux"}
    page.delete()
    assert found() == set()


def test_deleting_the_whole_catalogue_empties_the_results(catalogue):
    factories.make_service("Tréteaux")
    assert ask().total == 1
    CataloguePage.objects.get().delete()
    assert ask().total == 0


def test_a_sheet_of_a_reserved_catalogue_is_not_found_by_the_public(catalogue):
    factories.make_service("Tréteaux")
    assert ask().total == 1
    restriction = factories.restrict(catalogue)
    assert ask().total == 0
    restriction.delete()
    assert found() == {"Tréteaux"}


def test_a_restriction_carried_to_another_page_frees_the_first(catalogue):
    one, other = factories.make_service("Tréteaux"), factories.make_service("Coulisses")
    restriction = factories.restrict(one)
    assert found() == {"Coulisses"}
    restriction.page = other
    restriction.save()
    assert found() == {"Tréteaux"}


def test_a_password_hides_a_sheet_from_everybody(catalogue):
    page = factories.make_service("Tréteaux")
    factories.restrict(page, PageViewRestriction.PASSWORD)
    assert found() == set()


def test_a_sheet_moved_under_a_reserved_page_is_not_found(catalogue):
    page = factories.make_service("Tréteaux")
    reserved = factories.make_editorial_page("Réservé aux agents")
    factories.restrict(reserved)
    assert found() == {"Tréteaux"}
    page.move(reserved, pos="last-child")
    assert found() == set()
    page.refresh_from_db()
    page.move(CataloguePage.objects.get(), pos="last-child")
    assert found() == {"Tréteaux"}


def test_a_sheet_expires_at_its_minute_even_though_no_scheduler_runs(catalogue, time_machine_at):
    page = factories.make_service("Tréteaux", themes=[factories.make_theme("Culture")])
    page.expire_at = timezone.now() + timedelta(hours=1)
    factories.publish(page)
    assert found() == {"Tréteaux"}
    time_machine_at(timezone.now() + timedelta(hours=2))
    late = ask()
    assert late.total == 0
    assert late.hits == []
    assert counts(late, "theme") == {}


def test_a_renamed_theme_is_shown_and_searched_under_its_new_name(catalogue):
    theme = factories.make_theme("Culture")
    factories.make_service("Tréteaux", themes=[theme])
    assert found("culture") == {"Tréteaux"}
    theme.name = "Patrimoine"
    theme.save()
    assert found("culture") == set()
    assert found("patrimoine") == {"Tréteaux"}
    assert [c.label for p in ask().panels if p.name == "theme" for c in p.choices] == ["Patrimoine"]


def test_a_renamed_operator_is_searched_under_its_new_name(catalogue):
    operator = factories.make_organisation("Régie Alpha")
    factories.make_service("Tréteaux", operator=operator)
    assert found("alpha") == {"Tréteaux"}
    operator.name = "Régie Omega"
    operator.save()
    assert found("omega") == {"Tréteaux"}
    assert found("alpha") == set()


def test_a_deleted_theme_leaves_the_counts(catalogue):
    theme = factories.make_theme("Culture")
    factories.make_service("Tréteaux", themes=[theme])
    assert counts(ask(), "theme") == {"culture": 1}
    theme.delete()
    assert found("culture") == set()
    assert counts(ask(), "theme") == {}


def test_a_deployment_is_counted_as_soon_as_it_is_saved_and_no_longer_once_removed(catalogue):
    page = factories.make_service("Tréteaux")
    assert counts(ask(), "adoption") == {}
    deployment = factories.make_deployment(page, status="pilote")
    assert counts(ask(), "adoption") == {"pilote": 1}
    deployment.status = "en-production"
    deployment.save()
    assert counts(ask(), "adoption") == {"en-production": 1}
    deployment.delete()
    assert counts(ask(), "adoption") == {}


def test_a_deployment_carried_to_another_service_follows_it(catalogue):
    one, other = factories.make_service("Tréteaux"), factories.make_service("Coulisses")
    deployment = factories.make_deployment(one)
    assert found(adoption="en-production") == {"Tréteaux"}
    deployment.service = other
    deployment.save()
    assert found(adoption="en-production") == {"Coulisses"}


def test_a_change_of_address_leads_to_the_new_address(catalogue):
    page = factories.make_service("Tréteaux")
    page.slug = "treteaux-2"
    factories.publish(page)
    assert [hit.url for hit in ask().hits] == ["/services/treteaux-2/"]


def test_what_is_rolled_back_never_shows(catalogue):
    page = factories.make_service("Tréteaux")
    assert found() == {"Tréteaux"}
    with pytest.raises(RuntimeError), transaction.atomic():
        page.title = "Coulisses"
        factories.publish(page)
        assert found("coulisses") == set()
        raise RuntimeError("the press of the button fails")
    assert found("treteaux") == {"Tréteaux"}
    assert found("coulisses") == set()
    assert ServicePage.objects.get().title == "Tréteaux"


def test_a_sheet_hidden_by_a_bulk_write_that_told_nobody_is_not_even_counted(catalogue):
    theme = factories.make_theme("Culture")
    for name in ("Tréteaux", "Coulisses"):
        factories.make_service(name, themes=[theme])
    assert ask().total == 2
    ServicePage.objects.filter(title="Coulisses").update(expire_at=timezone.now() - timedelta(minutes=1))
    results = ask()
    assert results.total == 1
    assert counts(results, "theme") == {"culture": 1}
