"""The national programme of investigations: who may ask for one, what the ANCT answers.

Lists of priority policies name communes: a larger territory is under a policy when one of its communes is.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from catalogue.needs.journal import Voice, database_now, not_ones_own
from catalogue.needs.models import Investigation, InvestigationRequest
from catalogue.needs.signals import investigation_answered
from catalogue.territories.lineage import contained
from catalogue.territories.models import Kind, Organisation, OrganisationKind, PriorityPolicy, Territory

_WAITS = "Votre collectivité a déjà une demande à l'examen : attendez sa réponse, ou retirez-la."
_ANSWERED = "Cette demande a déjà reçu sa réponse : rechargez la page."
_States = InvestigationRequest.State


def policies_of(territory: Territory | None) -> QuerySet[PriorityPolicy]:
    """Those of the territory, or of a commune in it."""
    if territory is None:
        return PriorityPolicy.objects.none()
    if territory.kind == Kind.COMMUNE:
        return territory.policies.all()
    communes = contained(territory).filter(kind=Kind.COMMUNE).values("pk")
    through = Territory.policies.through.objects.filter(Q(territory__in=communes) | Q(territory=territory))
    return PriorityPolicy.objects.filter(pk__in=through.values("prioritypolicy"))


def waiting_request(organisation: Organisation) -> InvestigationRequest | None:
    return organisation.investigation_requests.filter(state=_States.DEPOSEE).select_related("policy").first()


def ask(
    organisation: Organisation, policy: PriorityPolicy, problem: str, by: Voice, at: datetime | None = None
) -> InvestigationRequest:
    """Raises ValidationError: no policy applies there, nothing is said, or another request waits."""
    if organisation.kind not in (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT):
        raise ValidationError("Le programme accompagne les collectivités et leurs groupements.")
    if not policies_of(organisation.territory).filter(pk=policy.pk).exists():
        raise ValidationError({"policy": f"Votre territoire ne relève pas de « {policy} »."})
    if not problem.strip():
        raise ValidationError({"problem": "Décrivez le problème, en quelques phrases."})
    try:
        with transaction.atomic():
            return InvestigationRequest.objects.create(
                organisation=organisation,
                policy=policy,
                author=by.user,
                problem=problem.strip(),
                submitted=at or database_now(),
            )
    except IntegrityError as error:
        raise ValidationError(_WAITS) from error


@transaction.atomic
def answer_request(
    request: InvestigationRequest,
    *,
    accepted: bool,
    reason: str = "",
    investigation: Investigation | None = None,
    by: Voice | None = None,
    at: datetime | None = None,
) -> InvestigationRequest:
    """Accepted, possibly into an investigation, or refused with a reason. Its author is told."""
    if not accepted and not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi la demande est refusée."})
    row = _waiting(request)
    if by is not None:
        not_ones_own(by, row.organisation_id, row.author_id)
    row.state = _States.ACCEPTEE if accepted else _States.REFUSEE
    row.reason, row.investigation, row.answered = reason.strip(), investigation, at or database_now()
    row.save(update_fields=["state", "reason", "investigation", "answered"])
    if investigation and row.organisation.territory:
        investigation.territories.add(row.organisation.territory)
    investigation_answered.send(InvestigationRequest, request=row)
    return row


@transaction.atomic
def withdraw_request(request: InvestigationRequest, at: datetime | None = None) -> InvestigationRequest:
    row = _waiting(request)
    row.state, row.answered = _States.RETIREE, at or database_now()
    row.save(update_fields=["state", "answered"])
    return row


def _waiting(request: InvestigationRequest) -> InvestigationRequest:
    rows = InvestigationRequest.objects.select_for_update(of=("self",)).select_related("organisation__territory")
    row = rows.get(pk=request.pk)
    if row.state != _States.DEPOSEE:
        raise ValidationError(_ANSWERED)
    return row
