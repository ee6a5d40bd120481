"""Announcing what happens to a service, correcting what was said, and saying when it is over or will not be."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.deployments.models import Deployment
from catalogue.services.announcing import cancel, end
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.news import items
from store.accounts.policies import Action
from store.limits import TooManyError
from store.spaces.maintainer.forms.announcement import AnnouncementForm, RewordingForm
from store.spaces.maintainer.gate import for_service
from store.spaces.maintainer.showing import show

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.ANNOUNCE)
def announcements(request: HttpRequest, service: ServicePage) -> HttpResponse:
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            if form.save(service, request.user):
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
    if request.method == "POST" and form.save():
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
