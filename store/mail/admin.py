"""Mails in the admin: what became of each, and sending again those that need a decision."""

from datetime import datetime

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import HelpPanel, ObjectList
from wagtail.admin.views.generic import CreateView, EditView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from store.mail.categories import choices
from store.mail.models import Message, MessageState
from store.mail.models.message import MessageQuerySet
from store.mail.sending import send_again

UNSURE = "sort-inconnu"


class MessageFilterSet(WagtailFilterSet):
    etat = django_filters.ChoiceFilter(
        label="État", choices=[(UNSURE, "Sort inconnu"), *MessageState.choices], method="filter_state"
    )
    category = django_filters.ChoiceFilter(label="Sujet", choices=choices)

    class Meta:
        model = Message
        fields = ["category"]

    def filter_state(self, queryset: MessageQuerySet, name: str, value: str) -> MessageQuerySet:
        return queryset.unsure() if value == UNSURE else queryset.filter(state=value)


class SendAgainView(EditView):
    """Only mails that are set aside or of unknown fate, and whose text is still stored, can be sent again."""

    success_message = "%(object)s va repartir."
    submit_button_label = "Renvoyer"
    page_title = "Renvoyer"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.get_object()
        if not Message.objects.resendable().filter(pk=self.object.pk).exists():
            return redirect(self.get_inspect_url())
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self) -> Message:
        send_again(self.object)
        return self.object


class ReadView(InspectView):
    def get_field_display_value(self, field_name: str, field):
        """In local time: Wagtail shows the time of the database."""
        value = super().get_field_display_value(field_name, field)
        return timezone.localtime(value) if isinstance(value, datetime) else value


class NobodyWritesHere(CreateView):
    """Nobody writes mails by hand."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise PermissionDenied


class MessageViewSet(ModelViewSet):
    """Without the texts: a mail may hold a link that signs for its recipient."""

    model = Message
    name = "courriels"
    menu_label = "Courriels"
    icon = "mail"
    add_to_settings_menu = True
    add_view_class = NobodyWritesHere
    edit_view_class = SendAgainView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ReadView
    inspect_view_fields = [
        "key",
        "category",
        "to",
        "created",
        "state",
        "claimed_at",
        "sent_at",
        "tries",
        "error",
    ]
    list_display = [
        "__str__",
        "to",
        "category",
        "state",
        "created",
        "tries",
        "error",
    ]
    filterset_class = MessageFilterSet
    search_fields = ["subject", "to", "key"]
    ordering = ["-created"]
    edit_handler = ObjectList([HelpPanel(template="mail/admin/send_again.html", heading="Avant de renvoyer")])
