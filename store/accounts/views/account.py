"""« Mon compte », and asking to be attached to an organisation."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from store.accounts.forms import AttachmentForm, MandateForm
from store.accounts.guards import SignedInRequest, only
from store.accounts.models import AddressChange
from store.accounts.models.attachment import AttachmentState
from store.accounts.people import person_of
from store.accounts.policies import Action, Role
from store.limits import TooManyError, spend


@dataclass(frozen=True)
class Door:
    """A role, what it allows, and the address where to do it (empty: everywhere)."""

    role: str
    text: str
    url: str = ""
    link: str = ""


DOORS = {
    Role.AGENT: Door(
        "Agent d'une collectivité",
        "Vous dites ce que votre collectivité utilise et demandez des services.",
        "/mon-espace/",
        "Ouvrir mon espace",
    ),
    Role.MAINTAINER: Door(
        "Mainteneur d'un service",
        "Vous tenez à jour les déploiements de votre service et répondez aux demandes.",
        "/mainteneur/",
        "Ouvrir l'Espace mainteneur",
    ),
    Role.COMMITTEE: Door(
        "Membre d'un comité",
        "Vous déclarez vos intérêts, puis vous notez les dossiers des séances de votre comité.",
        "/comite/",
        "Ouvrir le comité",
    ),
    Role.FUND: Door(
        "Agent du fonds",
        "Vous instruisez les dossiers de votre périmètre, ou vous suivez les enveloppes et les versements.",
        "/instruction/",
        "Ouvrir l'instruction",
    ),
    Role.EDITOR: Door(
        "Éditeur", "Vous publiez et mettez à jour les fiches du catalogue.", "/admin/", "Ouvrir l'administration"
    ),
    Role.ADMINISTRATOR: Door(
        "Administrateur", "Vous gérez les comptes, les rôles et le site.", "/admin/", "Ouvrir l'administration"
    ),
}


def doors_of(user) -> list[Door]:
    roles = person_of(user).roles
    return [door for role, door in DOORS.items() if role in roles]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.OPEN_ACCOUNT)
def account(request: SignedInRequest) -> HttpResponse:
    form = MandateForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Votre fonction est enregistrée.")
        return redirect("account")
    context = {
        "form": form,
        "waiting": AddressChange.objects.open().filter(user=request.user).first(),
        "doors": doors_of(request.user),
        "services": [one.service for one in request.user.maintenances.select_related("service")],
        "last_request": request.user.attachment_requests.first(),
    }
    return render(request, "accounts/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.ASK_ATTACHMENT)
def attachment(request: SignedInRequest) -> HttpResponse:
    """One waiting request at a time: the next one must wait until it is answered or withdrawn."""
    if request.user.attachment_requests.waiting().exists():
        return redirect("account")
    form = AttachmentForm(request.POST or None)
    if "chercher" in request.POST:
        form = AttachmentForm(initial=request.POST.dict())
    elif form.is_valid():
        try:
            spend("attachment", str(request.user.pk))
        except TooManyError as error:
            form.add_error(None, error.sentence)
            return error.mark(render(request, "accounts/attachment.html", {"form": form}))
        form.ask(request.user)
        messages.success(request, "Votre demande est envoyée : une personne de l'équipe va y répondre.")
        return redirect("account")
    return render(request, "accounts/attachment.html", {"form": form})


@never_cache
@require_POST
@only(Action.ASK_ATTACHMENT)
def withdraw(request: SignedInRequest) -> HttpResponse:
    now = {"state": AttachmentState.WITHDRAWN, "settled": timezone.now(), "settled_by": request.user}
    request.user.attachment_requests.waiting().update(**now)
    messages.success(request, "Votre demande est retirée.")
    return redirect("account")
