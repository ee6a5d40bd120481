"""The grid: the deployments of a service that were asked for, page by page, each with its form."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from catalogue.deployments.models import Deployment, DeploymentQuerySet
from catalogue.deployments.users import PageLinks, links_around
from catalogue.services.models import ServicePage
from catalogue.territories.lineage import contained
from catalogue.territories.models import Territory
from catalogue.territories.search import describe
from catalogue.territories.wording import inside
from store.spaces.maintainer.asked import SORTS, Asked
from store.spaces.maintainer.forms.deployment import StatusForm
from store.spaces.maintainer.waiting import awaits_us, in_situation, may_change
from store.spaces.signed import Signed, signed

PER_PAGE = 25


@dataclass(frozen=True)
class Row:
    """`where` tells namesakes apart; `said` is what happened to the row in the last request."""

    deployment: Deployment
    form: StatusForm
    where: str
    signed: Signed
    may_change: bool
    awaits_us: bool
    said: str = ""

    @property
    def anchor(self) -> str:
        return anchor(self.deployment)


@dataclass(frozen=True)
class Grid:
    asked: Asked
    rows: list[Row]
    total: int
    pagination: PageLinks

    @property
    def where(self) -> str:
        """« dans le département de la Loire », « à Feurs »; empty when no territory is asked for."""
        return inside(self.asked.territory) if self.asked.territory else ""


def anchor(deployment: Deployment) -> str:
    return f"deploiement-{deployment.pk}"


def wanted(service: ServicePage, asked: Asked) -> DeploymentQuerySet:
    rows = in_situation(service, asked.situation)
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.territory:
        rows = rows.filter(_around(asked.territory))
    return rows.select_related("service", "organisation", "territory").order_by(*SORTS[asked.sort][1])


def grid_of(service: ServicePage, asked: Asked, refused: StatusForm | None = None, said: dict | None = None) -> Grid:
    """`refused`: the form that was sent and has errors; it is shown even if its row is no longer among those asked for.

    `said`: messages by anchor of a row.
    """
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


def _rows(forms: list[StatusForm], said: dict[str, str]) -> list[Row]:
    where = describe({form.deployment.territory for form in forms if form.deployment.territory})
    return [
        Row(
            deployment=form.deployment,
            form=form,
            where=where.get(form.deployment.territory_id, ""),
            signed=signed(form.deployment),
            may_change=may_change(form.deployment),
            awaits_us=awaits_us(form.deployment),
            said=said.get(anchor(form.deployment), ""),
        )
        for form in forms
    ]


def _around(territory: Territory) -> Q:
    """That territory, and whatever lies inside."""
    return Q(territory=territory) | Q(organisation__territory=territory) | Q(territory__in=contained(territory))


def _links(page: Page, asked: Asked) -> PageLinks:
    return links_around(page, lambda number: asked.on_page(number).query or "?")
