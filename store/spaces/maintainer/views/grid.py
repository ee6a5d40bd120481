"""The deployments of a service as an editable grid."""

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalogue.deployments import signing
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Deployment, Standing
from catalogue.services.models import ServicePage
from store.accounts.policies import Action
from store.spaces.editing import sign_what_was_seen, tie_errors
from store.spaces.maintainer.asked import Asked
from store.spaces.maintainer.forms.deployment import StatusForm
from store.spaces.maintainer.gate import author_of, for_service, own_deployment
from store.spaces.maintainer.grid import anchor, grid_of
from store.spaces.maintainer.showing import show


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.REPORT_DEPLOYMENTS)
def deployments(request: HttpRequest, service: ServicePage) -> HttpResponse:
    """One row is sent at a time; what is refused comes back in its row, with what was chosen."""
    asked, refused = Asked.read(request), None
    if request.method == "POST":
        form = StatusForm(own_deployment(service, request.POST.get("deploiement", "")), request.POST)
        if _write(request, form):
            address = reverse("maintainer-deployments", args=[service.slug])
            return redirect(f"{address}{asked.query}#{anchor(form.deployment)}")
        refused = form
    said = {message.extra_tags: str(message) for message in get_messages(request)}
    grid = grid_of(service, asked, refused, said)
    shown = {row.anchor for row in grid.rows}
    context = {
        "grid": grid,
        "refused": refused,
        "messages": [message for message in get_messages(request) if message.extra_tags not in shown],
    }
    return show(request, service, "spaces/maintainer/deployments.html", context)


def _write(request: HttpRequest, form: StatusForm) -> bool:
    write = _confirm if request.POST.get("geste") == "confirmer" else StatusForm.save
    written = write(form, author_of(request))
    if written:
        row = form.deployment
        messages.success(request, f"{row.organisation} : {said_of(row)}", extra_tags=anchor(row))
    return written


def _confirm(form: StatusForm, by: Author) -> bool:
    """What the collectivité declares; a status that was chosen beside the button is not it, and is not lost."""
    if form.is_another_status():
        form.add_error("status", "Enregistrez ce statut, ou remettez celui qui est déclaré pour le confirmer.")
        return False
    try:
        version = form.data.get("version", "")
        form.deployment = sign_what_was_seen(form.deployment, version, lambda row: signing.confirm(row, by))
    except ValidationError as error:
        form.show_as_it_is()
        tie_errors(form, error)
        return False
    return True


def said_of(deployment: Deployment) -> str:
    """« « En production » est enregistré. La collectivité doit encore le confirmer. »"""
    status = deployment.get_status_display()
    if deployment.standing == Standing.CONFIRMEE:
        return f"« {status} » est confirmé."
    return f"« {status} » est enregistré ; la collectivité doit encore le confirmer."
