"""What consultations ask of the ANCT: contributions, objections, investigations, candidacies."""

from collections.abc import Iterator

from django.urls import reverse

from catalogue.needs.models import Candidacy, Contribution, InvestigationRequest, Objection, Stage
from store.admin.what_waits import Duty, duty

_STATE = InvestigationRequest.State.DEPOSEE


def needs_to_treat() -> Iterator[Duty]:
    yield duty(
        Contribution.objects.filter(stage=Stage.SUBMITTED).count(),
        ("contribution à examiner", "contributions à examiner"),
        reverse("contributions-to-examine"),
        "Leur auteur attend de savoir si elle est acceptée, réorientée ou irrecevable.",
    )
    yield duty(
        Objection.objects.filter(state=Objection.State.OPEN).count(),
        ("opposition à un regroupement", "oppositions à un regroupement"),
        reverse("objections"),
        "Un auteur ne veut pas de ce regroupement, et attend une réponse.",
    )
    yield duty(
        InvestigationRequest.objects.filter(state=_STATE).count(),
        ("demande d'investigation", "demandes d'investigation"),
        f"{reverse('demandes-d-investigation:index')}?state={_STATE}",
        "Une collectivité sous politique prioritaire demande à être accompagnée.",
    )
    yield from _candidacies()


def _candidacies() -> Iterator[Duty]:
    """By call, each has its desk."""
    rows = Candidacy.objects.filter(state=Candidacy.State.FILED)
    calls = list(rows.order_by("call").values_list("call", flat=True).distinct()[:1])
    if calls:
        yield duty(
            rows.count(),
            ("candidature à examiner", "candidatures à examiner"),
            reverse("pilot-candidacies", args=calls),
            "Des collectivités veulent être territoires pilotes.",
        )
