"""Nothing leaks: a sheet that the public may not see appears on no public surface, whatever its state."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageViewRestriction, Workflow, WorkflowTask

from catalogue.services.models import ServicePage
from tests import factories

pytestmark = pytest.mark.django_db

CANARY = "zibeline"  # a word that no other sheet, theme or page holds
ADDRESS = "/services/registre-cache/"


def draft(page):
    """Never published."""


def unpublished(page):
    factories.publish(page)
    page.unpublish()


def scheduled(page):
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision().publish()


def expired_though_the_scheduler_has_not_run(page):
    factories.publish(page)
    ServicePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def login_only(page):
    factories.publish(page)
    factories.restrict(page)


def group_only(page):
    factories.publish(page)
    factories.restrict(page, PageViewRestriction.GROUPS, groups=(Group.objects.create(name="Comité"),))


def behind_a_password(page):
    factories.publish(page)
    factories.restrict(page, PageViewRestriction.PASSWORD)


def child_of_private(page):
    factories.publish(page)
    factories.restrict(page.get_parent())


def _submit(page):
    workflow = Workflow.objects.create(name="Relecture à deux")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Relire"), sort_order=0)
    page.save_revision()
    return workflow.start(page, None)


def in_moderation(page):
    _submit(page)


def rejected(page):
    _submit(page).current_task_state.reject()


def deleted(page):
    factories.publish(page)
    page.delete()


def edited_back_to_something_else(page):
    """Its public version no longer says it; a later draft does."""
    said = {"title": page.title, "action": page.action, "summary": page.summary}
    page.title, page.action, page.summary = "Registre", "Tenir un registre", "Un registre."
    page.problem = ""
    page.owned_by = None
    factories.publish(page)
    for name, value in said.items():
        setattr(page, name, value)
    page.save_revision()


STATES = [
    draft,
    unpublished,
    scheduled,
    expired_though_the_scheduler_has_not_run,
    login_only,
    group_only,
    behind_a_password,
    child_of_private,
    in_moderation,
    rejected,
    deleted,
    edited_back_to_something_else,
]


@pytest.fixture
def town(db):
    department = factories.make_territory("Loire", kind="departement", code="42", population=760_000)
    town = factories.make_territory("Saint-Étienne", code="42218", inside=(department,), population=173_000)
    factories.make_organisation("Saint-Étienne", territory=town)
    factories.make_organisation("Département de la Loire", territory=department)
    return town


@pytest.fixture
def hidden(catalogue, town):
    theme = factories.make_theme("Registres")
    factories.make_service("Autre registre", themes=[theme])
    page = factories.make_service(
        f"Registre {CANARY}",
        slug="registre-cache",
        action=f"Tenir un registre {CANARY}",
        summary=f"Un registre {CANARY}.",
        problem=f"<p>Le registre {CANARY} manque.</p>",
        owned_by=factories.make_organisation(f"Agence {CANARY}"),
        themes=[theme],
        published=False,
    )
    for organisation in town.organisations.all():
        factories.make_deployment(page, organisation)
    for container in town.containers.all():
        factories.make_deployment(page, container.organisations.get())
    return page


def surfaces(town) -> list[str]:
    territory = f"territoire={town.key}"
    return [
        "/",
        "/services/",
        f"/services/?{territory}",
        f"/services/?{territory}&herite=oui",
        f"/services/?{territory}&usable=oui",
        "/services/?q=registre",
        "/services/?q=registre&tri=nom",
        "/services/?q=registr&theme=registres",
        "/services/suggestions/?q=registre",
        "/services/suggestions/?q=zibelin",
        "/themes/registres/",
        f"/territoires/{town.key}/",
        "/territoires/departement-42/",
        "/territoires/recherche/?q=saint",
        "/plan-du-site/",
        "/sitemap.xml",
        "/services/autre-registre/",
        "/services/registre-cache/collectivites/",
    ]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_sheet_that_is_not_public_appears_nowhere(client, hidden, town, state, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        state(hidden)
    for address in surfaces(town):
        shown = client.get(address, follow=True).content.decode().lower()
        for asked in ("q=zibelin", address):  # a page repeats what the visitor asked for
            shown = shown.replace(asked, "")
        assert CANARY not in shown, address
        assert ADDRESS not in shown or state is edited_back_to_something_else, address
    results = client.get("/services/", {"q": CANARY}).context["results"]
    assert results.total == 0
    assert sum(choice.count for panel in results.panels for choice in panel.choices) == 0


@pytest.mark.parametrize("state", STATES[:-1], ids=lambda state: state.__name__)
def test_its_own_address_shows_nothing_of_it(client, hidden, state, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        state(hidden)
    response = client.get(ADDRESS)
    if response.status_code == 302:
        assert response.url.startswith("/admin/login/")
    else:
        assert response.status_code in (200, 404)  # 200: the page that asks for the password
        assert CANARY not in response.content.decode().lower()


def test_once_published_it_appears_everywhere(client, hidden, town, django_capture_on_commit_callbacks):
    """The surfaces above do show public sheets: the tests before would fail if they leaked."""
    with django_capture_on_commit_callbacks(execute=True):
        factories.publish(hidden)
    silent = [address for address in surfaces(town) if CANARY not in client.get(address).content.decode().lower()]
    assert set(silent) <= {
        "/territoires/recherche/?q=saint",
        "/services/autre-registre/",
        "/plan-du-site/",
        "/sitemap.xml",
    }
