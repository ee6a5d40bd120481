"""Every way in which a sheet may not be public."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageViewRestriction, Workflow, WorkflowTask

from store.content.throwing_away import throw_away
from tests import factories

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
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def login_only(page):
    factories.publish(page)
    factories.restrict(page)


def group_only(page):
    factories.publish(page)
    factories.restrict(page, PageViewRestriction.GROUPS, groups=(Group.objects.get(name="Comité"),))


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


def thrown_away(page):
    factories.publish(page)
    throw_away(page, None)


def edited_back_to_something_else(page):
    """Its public version no longer says it; a later draft does."""
    said = {name: getattr(page, name) for name in ("title", "action", "summary", "logo", "body")}
    page.title, page.action, page.summary = "Registre", "Tenir un registre", "Un registre."
    page.problem, page.logo, page.body = "", None, []
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
    thrown_away,
    edited_back_to_something_else,
]
