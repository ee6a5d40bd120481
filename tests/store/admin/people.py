"""People of the admin, one per role, and what they press there."""

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from catalogue.services.models import ServicePage
from store.accounts.models import Maintenance, User
from store.accounts.rights import ADMINISTRATORS, EDITORS

PUBLIC, DRAFT = "Réserver une salle.", "Réserver une salle en deux clics."
"""The summary of the public sheet, and what somebody would rather write."""


def person(name: str, group: str = "") -> User:
    user = User.objects.create_user(name, f"{name}@exemple.fr", "x", name=name.title())
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def editor(name: str = "gilles") -> User:
    return person(name, EDITORS)


def administrator(name: str = "jean") -> User:
    return person(name, ADMINISTRATORS)


def maintainer(service: ServicePage, name: str = "farida") -> User:
    user = person(name)
    Maintenance.objects.create(user=user, service=service)
    return User.objects.get(pk=user.pk)


class Desk:
    """What a signed-in person does in the admin, by its addresses."""

    def __init__(self, user: User):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def form_data(self, page: Page) -> dict:
        """What the browser sends back when nobody has changed anything; the body, which scripts draw, is empty."""
        return self.blank(self.client.get(edit_address(page)).text)

    @staticmethod
    def blank(html: str) -> dict:
        return {**querydict_from_html(html, form_id="page-edit-form").dict(), "body-count": "0"}

    def save(self, page: Page, press: str = "", **changes):
        """Press a button of the form: nothing saves a draft."""
        data = {**self.form_data(page), **changes}
        if press:
            data[press] = press
        return self.client.post(edit_address(page), data)

    def submit(self, page: Page, **changes):
        return self.save(page, "action-submit", **changes)

    def publish(self, page: Page, **changes):
        return self.save(page, "action-publish", **changes)

    def judge(self, page: Page, action: str = "approve", comment: str = ""):
        """From the list of what is to be read."""
        page = Page.objects.get(pk=page.pk)
        state = page.current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk if state else 0])
        return self.client.post(address, {"comment": comment})


def edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def shown(sheet) -> str:
    return ServicePage.objects.get(pk=sheet.pk).summary


def drafted(sheet) -> str:
    return ServicePage.objects.get(pk=sheet.pk).get_latest_revision_as_object().summary


def in_review(sheet) -> bool:
    return Page.objects.get(pk=sheet.pk).workflow_in_progress
