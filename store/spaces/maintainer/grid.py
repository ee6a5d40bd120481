"""The grid: the deployments of a service, filtered and paginated, each with its form."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Deployment, DeploymentQuerySet, Standing
from catalogue.foundation.pagination import PageLinks, page_links
from catalogue.services.models import ServicePage
from catalogue.territories.lineage import contained
from catalogue.territories.models import Territory
from catalogue.territories.search import describe
from catalogue.territories.wording import inside
from store.accounts.policies import Action
from store.spaces.concurrency import sign_what_was_seen, tie_errors
from store.spaces.maintainer.deployment_forms import StatusForm
from store.spaces.maintainer.grid_query import SORTS, GridQuery
from store.spaces.maintainer.service_pages import author_of, for_service, own_deployment, show
from store.spaces.maintainer.signature_states import awaits_us, in_situation, may_change
from store.spaces.signature_badge import SignatureBadge, badge_of

PER_PAGE = 25


@dataclass(frozen=True)
class GridRow:
    """`where` tells namesakes apart. `said`: what the last request did to the row."""

    deployment: Deployment
    form: StatusForm
    where: str
    badge: SignatureBadge
    may_change: bool
    awaits_us: bool
    said: str = ""

    @property
    def anchor(self) -> str:
        return anchor(self.deployment)


@dataclass(frozen=True)
class Grid:
    asked: GridQuery
    rows: list[GridRow]
    total: int
    pagination: PageLinks

    @property
    def where(self) -> str:
        """« dans le département de la Loire », « à Feurs »; empty without a chosen territory."""
        return inside(self.asked.territory) if self.asked.territory else ""


def anchor(deployment: Deployment) -> str:
    return f"deploiement-{deployment.pk}"


def wanted(service: ServicePage, asked: GridQuery) -> DeploymentQuerySet:
    rows = in_situation(service, asked.situation)
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.territory:
        rows = rows.filter(_around(asked.territory))
    return rows.select_related("service", "organisation", "territory").order_by(*SORTS[asked.sort][1])


def grid_of(
    service: ServicePage, asked: GridQuery, refused: StatusForm | None = None, said: dict | None = None
) -> Grid:
    """`refused`: a submitted form with errors, shown even if its row no longer matches. `said`: messages by anchor."""
    page = Paginator(wanted(service, asked), PER_PAGE).get_page(asked.page)
    forms = {deployment.pk: StatusForm(deployment) for deployment in page}
    if refused:
        forms = ({} if refused.deployment.pk in forms else {refused.deployment.pk: refused}) | forms
        forms[refused.deployment.pk] = refused
    return Grid(
        asked=asked,
        rows=_rows(list(forms.values()), said or {}),
        total=page.paginator.count,
        pagination=_links(page, asked),
    )


def _rows(forms: list[StatusForm], said: dict[str, str]) -> list[GridRow]:
    where = describe({form.deployment.territory for form in forms if form.deployment.territory})
    return [
        GridRow(
            deployment=form.deployment,
            form=form,
            where=where.get(form.deployment.territory_id, ""),
            badge=badge_of(form.deployment),
            may_change=may_change(form.deployment),
            awaits_us=awaits_us(form.deployment),
            said=said.get(anchor(form.deployment), ""),
        )
        for form in forms
    ]


def _around(territory: Territory) -> Q:
    """In that territory or inside it."""
    return Q(territory=territory) | Q(organisation__territory=territory) | Q(territory__in=contained(territory))


def _links(page: Page, asked: GridQuery) -> PageLinks:
    return page_links(page, lambda number: asked.on_page(number).query or "?")


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.REPORT_DEPLOYMENTS)
def deployments(request: HttpRequest, service: ServicePage) -> HttpResponse:
    """One row is submitted at a time. If refused, it is shown again with the input."""
    asked, refused = GridQuery.read(request), None
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
    """Confirms what the collectivité declared. A different status chosen beside the button is an error, and is kept."""
    if form.is_another_status():
        form.add_error("status", "Enregistrez ce statut, ou remettez celui qui est déclaré pour le confirmer.")
        return False
    try:
        version = form.data.get("version", "")
        form.deployment = sign_what_was_seen(form.deployment, version, lambda row: confirming.confirm(row, by))
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
