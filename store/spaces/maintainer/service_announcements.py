"""Announcements of a service: make, correct, cancel, end."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.deployments.models import Deployment
from catalogue.foundation.dates import IN_BOUNDS
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import AnnouncementKind, this_minute
from catalogue.services.news.announcing import announce, cancel, end, reword
from catalogue.services.news.bulletin import items
from store.accounts.guards import SignedInRequest
from store.accounts.models import User
from store.accounts.policies import Action
from store.limits import TooManyError
from store.spaces.concurrency import tie_errors
from store.spaces.maintainer.announcement_progress import letters_under_way
from store.spaces.maintainer.service_pages import for_service, show


def _moment() -> forms.DateTimeInput:
    bounds = {name: lazy(lambda day=day: f"{day}T00:00", str)() for name, day in IN_BOUNDS.items()}
    return forms.DateTimeInput(attrs={"type": "datetime-local", **bounds}, format="%Y-%m-%dT%H:%M")


class AnnouncementForm(forms.ModelForm):
    """`announce` validates and saves; the form only parses."""

    kind = forms.ChoiceField(
        label="Nature",
        choices=AnnouncementKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites s'il s'agit d'un incident, d'une maintenance ou d'une version."},
    )

    class Meta:
        model = Announcement
        fields = ["kind", "title", "text", "starts", "ends"]
        labels = {"title": "En une phrase", "text": "Précisions (facultatif)", "starts": "Début", "ends": "Fin"}
        help_texts = {"starts": "Pour une version, sa date de parution. Heure de Paris."}
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "starts": _moment(), "ends": _moment()}

    def __init__(self, data=None) -> None:
        super().__init__(data, initial={"starts": this_minute})

    def _post_clean(self) -> None:
        """Skipped: `announce` validates the whole announcement, with its service."""

    def announced(self, service: ServicePage, author: User) -> bool:
        if not self.is_valid():
            return False
        try:
            announce(service, author=author, **self.cleaned_data)
        except ValidationError as error:
            tie_errors(self, error)
            return False
        return True


class RewordingForm(forms.ModelForm):
    """The texts only, validated and saved by `reword`. To change a date, cancel and announce again."""

    class Meta:
        model = Announcement
        fields = ["title", "text"]
        labels = AnnouncementForm.Meta.labels
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data=None, *, announcement: Announcement) -> None:
        super().__init__(data, instance=announcement)

    def _post_clean(self) -> None:
        """Skipped: `reword` validates the whole announcement."""

    def reworded(self) -> bool:
        if not self.is_valid():
            return False
        try:
            reword(self.instance, **self.cleaned_data)
        except ValidationError as error:
            tie_errors(self, error)
            return False
        return True


MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.ANNOUNCE)
def announcements(request: SignedInRequest, service: ServicePage) -> HttpResponse:
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            if form.announced(service, request.user):
                messages.success(
                    request, "L'annonce est faite : elle est sur la fiche et dans le flux, et part par courriel."
                )
                return redirect("maintainer-announcements", service.slug)
        except TooManyError as error:
            form.add_error(None, error.sentence)
            return error.mark(_show(request, service, form))
    return _show(request, service, form)


def _show(request: HttpRequest, service: ServicePage, form: AnnouncementForm) -> HttpResponse:
    context = {
        "form": form,
        "letters": letters_under_way(service),
        "going_on": list(Announcement.objects.in_progress().filter(service=service)),
        "to_come": list(service.announcements.cancellable().order_by("starts")),
        "news": items(service.announcements.all()[:MOST_SHOWN]),
        "adopters": Deployment.objects.in_use().confirmed().filter(service=service).count(),
    }
    return show(request, service, "spaces/maintainer/announcements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.ANNOUNCE)
def correct_announcement(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    announcement = get_object_or_404(Announcement, service=service, pk=number)
    form = RewordingForm(request.POST if request.method == "POST" else None, announcement=announcement)
    if request.method == "POST" and form.reworded():
        messages.success(request, "L'annonce est corrigée sur la fiche et dans le flux.")
        return redirect("maintainer-announcements", service.slug)
    context = {"form": form, "item": items([announcement])[0]}
    return show(request, service, "spaces/maintainer/announcement.html", context)


@require_POST
@for_service(Action.ANNOUNCE)
def cancel_announcement(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    announcement = get_object_or_404(Announcement, service=service, pk=number)
    if cancel(announcement):
        messages.success(
            request, f"« {announcement.title} » est annulé : les collectivités déjà prévenues en sont averties."
        )
    else:
        messages.info(request, f"« {announcement.title} » a déjà commencé, ou était déjà annulé : rien n'a changé.")
    return redirect("maintainer-announcements", service.slug)


@require_POST
@for_service(Action.ANNOUNCE)
def end_announcement(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    announcement = get_object_or_404(Announcement, service=service, pk=number)
    if end(announcement):
        messages.success(request, f"« {announcement.title} » est terminé : les collectivités sont prévenues.")
    else:
        messages.info(request, f"« {announcement.title} » était déjà terminé.")
    return redirect("maintainer-announcements", service.slug)
