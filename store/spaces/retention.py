"""Retention periods: deletes files never applied, requests never confirmed, old requests, questions and proposals,
expired sessions, counts of limits and errands that are over.
"""

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
from store.work.models import Job

REQUESTS_KEPT = timedelta(days=730)
"""Since their last step: the request, then each answer. Stated on the page « Données personnelles »."""
ASKERS_KEPT = timedelta(days=365)
"""For the name, address and phone of visitors, and any phone, since the same step. Also stated in the form."""
PROPOSALS_KEPT = timedelta(days=365)
"""Since they were made; their drafts stay. Stated on the page « Données personnelles » and in the form."""
QUESTIONS_KEPT = timedelta(days=365)
"""Since the last message, or the question without any. Stated on the page « Données personnelles »."""


LINKS_KEPT = timedelta(days=30)
"""Never opened."""
ADDRESSES_KEPT = timedelta(days=365)
"""For former addresses and marks of deleted accounts: as long as what they declared may wait to be confirmed."""


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
    """Deployments and their history stay: they are public, unlike what people wrote to each other."""
    last_step = Coalesce(Max("services__events__at"), "created")
    requests = AdoptionRequest.objects.annotate(last=last_step).filter(last__lt=now - REQUESTS_KEPT)
    proposals = Proposal.objects.filter(created__lt=now - PROPOSALS_KEPT)
    questions = FeedbackQuestion.objects.annotate(last=Coalesce(Max("messages__at"), "created"))
    Session.objects.filter(expire_date__lt=now).delete()
    AddressChange.objects.filter(used__isnull=True, created__lt=now - LINKS_KEPT).delete()
    AddressChange.objects.filter(used__lt=now - ADDRESSES_KEPT).delete()
    forget_marks(now - ADDRESSES_KEPT)
    Allowance.objects.filter(ends__lte=now).delete()
    Job.objects.forgettable().delete()
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
    """Returns their number, without that of cascaded rows."""
    return rows.delete()[1].get(rows.model._meta.label, 0)
