"""Forgetting what spaces need no longer: files that nobody applied, requests and questions that are long over, the
sessions of who went away and the counts of limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from catalogue.deployments.models import AdoptionRequest, Batch
from catalogue.services.models import Allowance
from store.spaces.models import FeedbackQuestion

REQUESTS_KEPT = timedelta(days=730)
"""Since their last step: the request, then each answer. The page « Données personnelles » says so."""
QUESTIONS_KEPT = timedelta(days=365)
"""Since the answer, or the question when there was none. The page « Données personnelles » says so."""


@dataclass(frozen=True)
class Purged:
    batches: int
    requests: int
    questions: int


@transaction.atomic
def purge(now: datetime) -> Purged:
    """Deployments and their history stay: what was declared is public, what was written between people is not."""
    last_step = Coalesce(Max("services__events__at"), "created")
    requests = AdoptionRequest.objects.annotate(last=last_step).filter(last__lt=now - REQUESTS_KEPT)
    questions = FeedbackQuestion.objects.annotate(last=Coalesce("answered", "created"))
    Session.objects.filter(expire_date__lt=now).delete()
    Allowance.objects.filter(ends__lte=now).delete()
    return Purged(
        batches=_delete(Batch.objects.abandoned(now)),
        requests=_delete(requests),
        questions=_delete(questions.filter(last__lt=now - QUESTIONS_KEPT)),
    )


def _delete(rows) -> int:
    """How many of these, and not of what goes with them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)
