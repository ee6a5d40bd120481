"""Wagtail's application of users, with our forms."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "store.accounts.admin.people.PersonViewSet"
