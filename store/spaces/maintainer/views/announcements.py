"""Announcing what happens to a service, and saying when it is over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.deployments.models import Deployment
from catalogue.services.announcing import end
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.news import items
from store.accounts.policies import Action
from store.spaces.maintainer.forms.announcement import AnnouncementForm
from store.spaces.maintainer.gate import for_service
from store.spaces.maintainer.showing import show

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.ANNOUNCE)
def announcements(request: HttpRequest, service: ServicePage) -> HttpResponse:
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(service, request.user):
        messages.success(request, "L'annonce est faite : elle est sur la fiche et dans le flux, et part par courriel.")
        return redirect("maintainer-announcements", service.slug)
    context = {
        "form": form,
        "going_on": list(Announcement.objects.in_progress().filter(service=service)),
        "news": items(service.announcements.all()[:MOST_SHOWN]),
        "adopters": Deployment.objects.in_use().confirmed().filter(service=service).count(),
    }
    return show(request, service, "spaces/maintainer/announcements.html", context)


@require_POST
@for_service(Action.ANNOUNCE)
def end_announcement(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    announcement = get_object_or_404(Announcement, service=service, pk=number)
    if end(announcement):
        messages.success(request, f"« {announcement.title} » est terminé : les collectivités sont prévenues.")
    else:
        messages.info(request, f"« {announcement.title} » était déjà terminé.")
    return redirect("maintainer-announcements", service.slug)
