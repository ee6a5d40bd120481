"""From an account to a person: roles are read from the database, at each request."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.db.models import Q

from catalogue.review.models import Committee
from store.accounts.models import Maintenance, User
from store.accounts.people import person_of
from store.accounts.policies import ANONYMOUS, Action, Role, may
from store.accounts.rights import ADMINISTRATORS, COMMITTEE, EDITORS, GROUP_ROLES, MODELS
from tests import factories
from tests.catalogue.review.sitting import make_seat

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.get(pk=user.pk)


def test_a_person_may_hold_several_roles():
    town = factories.make_organisation(territory=factories.make_territory())
    service = factories.make_service()
    user = factories.make_person(groups=(EDITORS, COMMITTEE), maintains=(service,), organisation=town, mandate="dgs")
    make_seat(Committee.objects.create(name="Comité"), "AMRF", user=user)
    person = person_of(again(user))
    assert person.roles == {Role.EDITOR, Role.COMMITTEE, Role.MAINTAINER, Role.AGENT}
    assert (person.organisation_id, person.maintained, person.mandate) == (town.pk, {service.pk}, "dgs")


def test_a_removed_role_ends_at_the_next_request():
    user = factories.make_person(groups=(EDITORS,), maintains=(factories.make_service(),))
    assert person_of(again(user)).roles == {Role.EDITOR, Role.MAINTAINER}
    user.groups.clear()
    Maintenance.objects.all().delete()
    assert person_of(again(user)).roles == set()


def test_a_closed_account_and_a_visitor_are_nobody():
    user = factories.make_person(groups=(ADMINISTRATORS,), is_active=False)
    assert person_of(again(user)) == ANONYMOUS
    assert person_of(AnonymousUser()) == ANONYMOUS


def test_reading_a_person_costs_two_queries_per_request(django_assert_num_queries):
    user = again(factories.make_person(groups=(EDITORS,)))
    with django_assert_num_queries(2):
        assert person_of(user) == person_of(user)


def test_every_right_of_the_table_exists():
    wanted = {
        (label, f"{verb}_{label.split('.')[1]}")
        for rows in MODELS.values()
        for label, verbs in rows.items()
        for verb in verbs
    }
    found = Permission.objects.values_list("content_type__app_label", "content_type__model", "codename")
    assert wanted - {(f"{app}.{model}", codename) for app, model, codename in found} == set()


def test_groups_hold_what_the_table_says_whatever_was_ticked_by_hand():
    editors = Group.objects.get(name=EDITORS)
    before = set(editors.permissions.values_list("codename", flat=True))
    pages = set(editors.page_permissions.values_list("permission__codename", flat=True))
    assert {"access_admin", "change_deployment", "add_organisation"} <= before
    assert "add_theme" not in before
    assert pages == {"add_page", "change_page", "lock_page", "unlock_page"}
    editors.permissions.add(*Permission.objects.filter(Q(codename="add_user") | Q(codename="add_maintenance")))
    editors.page_permissions.all().delete()
    call_command("migrate", verbosity=0)
    assert set(editors.permissions.values_list("codename", flat=True)) == before
    assert set(editors.page_permissions.values_list("permission__codename", flat=True)) == pages


def test_the_committee_has_nothing_to_do_in_the_admin():
    user = factories.make_person(groups=(COMMITTEE,))
    assert not again(user).has_perm("wagtailadmin.access_admin")
    assert again(user).get_all_permissions() == set()


@pytest.mark.parametrize("group", [*GROUP_ROLES, ""])
@pytest.mark.parametrize("maintains", [False, True])
def test_the_door_of_the_admin_opens_for_whom_the_policies_let_in_and_nobody_else(client, group, maintains):
    services = (factories.make_service(),) if maintains else ()
    user = factories.make_person(groups=(group,) if group else (), maintains=services)
    client.force_login(user)
    assert (client.get("/admin/").status_code == 200) == may(person_of(again(user)), Action.ENTER_ADMIN)


def test_a_right_to_enter_that_was_ticked_by_hand_opens_nothing(client):
    user = factories.make_person()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for address in ("/admin/", "/admin/account/", "/admin/choose-page/"):
        assert client.get(address).status_code == 403
