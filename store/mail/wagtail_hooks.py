"""Mails among the settings of the admin."""

from wagtail import hooks

from store.mail.admin import MessageViewSet


@hooks.register("register_admin_viewset")
def register_mails() -> MessageViewSet:
    return MessageViewSet()
