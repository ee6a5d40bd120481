"""The deployments of the token's service: list, write one, write many. The same rules as the grid and the CSV file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from ninja import Path, Query, Router
from ninja.responses import Status

from catalogue.deployments.bulk import Fate, Plan, Row, apply, plan_of, prepare
from catalogue.deployments.bulk.columns import WHO
from catalogue.deployments.bulk.planning import plan
from catalogue.deployments.changing import write
from catalogue.deployments.models import Deployment, DeploymentQuerySet
from catalogue.services.models import ServicePage
from catalogue.territories.resolution import resolve
from store.api.access import TokenRequest, author_of, count_bulk
from store.api.problem_details import RefusedError, declared
from store.api.schemas import BulkReport, KnownUse, KnownUses, LineReport, Use, Uses

PER_PAGE = 100
WHO_HELP = "SIREN, SIRET, ou clé du territoire dans le Store (commune-42218)."
DRY_RUN = "Avec true, la réponse dit ce qui arriverait, et rien n'est écrit."
router = Router(tags=["Déploiements"])


def _of(service: ServicePage) -> DeploymentQuerySet:
    return Deployment.objects.filter(service=service).select_related("organisation__territory", "territory")


@router.get("/", response={200: KnownUses, **declared(422)}, summary="Lister les déploiements du service")
def list_deployments(
    request: TokenRequest, page: int = Query(1, ge=1, le=10_000, description="Numéro de la page, à partir de 1.")
) -> dict[str, Any]:
    """Cent par page, par nom d'organisation."""
    found = Paginator(_of(request.auth.service).order_by("organisation__name", "pk"), PER_PAGE)
    shown = found.get_page(page)
    return {
        "total": found.count,
        "page": shown.number,
        "pages": found.num_pages,
        "deploye_veut_dire": request.auth.service.deployed_definition,
        "deploiements": [KnownUse.of(row) for row in shown],
    }


@router.post(
    "/lot/", response={200: BulkReport, **declared(400, 409, 413, 422)}, summary="Déclarer ou modifier en nombre"
)
def write_many(request: TokenRequest, sent: Uses, dry_run: bool = Query(False, description=DRY_RUN)) -> BulkReport:
    """Comme un fichier importé : les lignes refusées sont laissées de côté et dites, le reste s'applique en entier."""
    count_bulk(request.auth)
    service, by = request.auth.service, author_of(request.auth)
    rows = [one.row(number) for number, one in enumerate(sent.deploiements, start=1)]
    if dry_run:
        return _report(plan(service, rows, by, _of(service)))
    try:
        with transaction.atomic():
            batch = prepare(service, rows, by)
            planned = plan_of(batch, by)
            if not planned.edits:
                batch.delete()
                return _report(planned)
            apply(batch, by, planned.fingerprint)
    except ValidationError as error:
        raise RefusedError(409, " ".join(error.messages)) from error
    return _report(planned, batch.pk)


@router.put(
    "/{collectivite}/",
    response={200: KnownUse, 201: KnownUse, **declared(400, 409, 413, 422)},
    summary="Déclarer ou modifier le déploiement d'une collectivité",
)
def write_one(
    request: TokenRequest, sent: Use, collectivite: str = Path(max_length=200, description=WHO_HELP)
) -> Status:
    """Crée le déploiement (201) ou le modifie (200) ; l'envoyer deux fois ne change rien la seconde."""
    service, by = request.auth.service, author_of(request.auth)
    row = Row(1, {**sent.cells(), WHO: collectivite})
    named = resolve(collectivite).organisation  # None if nobody or several have that name: the plan says so
    try:
        with transaction.atomic():
            known = _of(service).filter(organisation=named).select_for_update(of=("self",))
            planned = plan(service, [row], by, known)
            line = planned.lines[0]
            if line.fate == Fate.REFUSED:
                raise RefusedError(422, " ".join(line.details), [_field_of(detail) for detail in line.details])
            write(planned.edits, by)
            written = _of(service).get(organisation=named)
    except IntegrityError as error:
        raise RefusedError(409, "Quelqu'un d'autre vient de déclarer ce déploiement : recommencez.") from error
    return Status(201 if line.fate == Fate.CREATED else 200, KnownUse.of(written))


def _field_of(detail: str) -> tuple[str, str]:
    """The column that « statut : « x » n'est pas prévu. » names, and the rest of the sentence."""
    name, separator, message = detail.partition(" : ")
    return (name, message) if separator and name in Use.model_fields else (WHO, detail)


def _report(planned: Plan, number: int | None = None) -> BulkReport:
    counts = planned.counts
    return BulkReport(
        applique=number is not None,
        numero_import=number,
        creations=counts[Fate.CREATED],
        modifications=counts[Fate.CHANGED],
        inchangees=counts[Fate.UNCHANGED],
        refus=counts[Fate.REFUSED],
        lignes=[
            LineReport(
                ligne=line.number, collectivite=line.organisation, sort=line.fate, details=[*line.notes, *line.details]
            )
            for line in planned.lines
        ],
    )
