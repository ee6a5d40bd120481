"""Forgetting what spaces need no longer: files that nobody applied, requests that nobody confirmed, requests, questions
and proposals that are long over, the sessions of who went away and the counts of limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from catalogue.deployments.gone_accounts import forget_marks
from catalogue.deployments.models import AdoptionRequest, Batch
from catalogue.deployments.requesting import forget_asker
from catalogue.services.models import Allowance
from store.accounts.models import AddressChange
from store.content.models import Proposal
from store.spaces.models import FeedbackQuestion, PendingRequest
from store.spaces.models.pending_request import VALIDITY
from store.spaces.without_account.pending_requests import forget

REQUESTS_KEPT = timedelta(days=730)
"""Since their last step: the request, then each answer. The page « Données personnelles » says so."""
ASKERS_KEPT = timedelta(days=365)
"""Name, address and phone of who asked without an account, and any phone; since the same step. The form says so too."""
PROPOSALS_KEPT = timedelta(days=365)
"""Since they were made: their drafts stay. The page « Données personnelles » says so, and the form."""
QUESTIONS_KEPT = timedelta(days=365)
"""Since the answer, or the question when there was none. The page « Données personnelles » says so."""


LINKS_KEPT = timedelta(days=30)
"""Never opened."""
ADDRESSES_KEPT = timedelta(days=365)
"""Former ones, and marks of accounts that are gone: for as long as what they declared may wait to be confirmed."""


@dataclass(frozen=True)
class Purged:
    batches: int
    requests: int
    questions: int
    unconfirmed: int
    askers: int
    proposals: int


@transaction.atomic
def purge(now: datetime) -> Purged:
    """Deployments and their history stay: what was declared is public, what was written between people is not."""
    last_step = Coalesce(Max("services__events__at"), "created")
    requests = AdoptionRequest.objects.annotate(last=last_step).filter(last__lt=now - REQUESTS_KEPT)
    proposals = Proposal.objects.filter(created__lt=now - PROPOSALS_KEPT)
    questions = FeedbackQuestion.objects.annotate(last=Coalesce("answered", "created"))
    Session.objects.filter(expire_date__lt=now).delete()
    AddressChange.objects.filter(used__isnull=True, created__lt=now - LINKS_KEPT).delete()
    AddressChange.objects.filter(used__lt=now - ADDRESSES_KEPT).delete()
    forget_marks(now - ADDRESSES_KEPT)
    Allowance.objects.filter(ends__lte=now).delete()
    return Purged(
        batches=_delete(Batch.objects.abandoned(now)),
        requests=_delete(requests),
        questions=_delete(questions.filter(last__lt=now - QUESTIONS_KEPT)),
        unconfirmed=forget(PendingRequest.objects.filter(created__lte=now - VALIDITY)),
        askers=_forget_askers(now - ASKERS_KEPT),
        proposals=_delete(proposals),
    )


def _forget_askers(before: datetime) -> int:
    last_step = Coalesce(Max("services__events__at"), "created")
    known = AdoptionRequest.objects.exclude(name="", email="", phone="")
    over = list(known.annotate(last=last_step).filter(last__lt=before))
    for request in over:
        forget_asker(request)
    return len(over)


def _delete(rows) -> int:
    """How many of these, and not of what goes with them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)
