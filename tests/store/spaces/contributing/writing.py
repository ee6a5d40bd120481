"""Filling the form of a contribution as people do."""

from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from catalogue.needs.models import Consultation, ConsultationPhase, Contribution
from catalogue.services.models import Theme

DIRE = "/besoins/dire/"


def fill(consultation: Consultation, **said) -> dict[str, object]:
    """A whole need, unless said otherwise."""
    typed = {
        "consultation": consultation.slug,
        "kind": "besoin",
        "title": "Signaler un nid-de-poule",
        "problem": "Il faut téléphoner trois fois.",
        "concerned": "Les habitants et la voirie.",
        "themes": [str(Theme.objects.order_by("pk").first().pk)],
        "function": "Directrice de la voirie",
        "do": "save",
    }
    return {name: value for name, value in (typed | said).items() if value != ""}


def write(client: Client, consultation: Consultation, **said) -> HttpResponse:
    return client.post(DIRE, fill(consultation, **said), follow=True)


def deposit(client: Client, consultation: Consultation, **said) -> Contribution:
    """From the empty form to the receipt."""
    known = set(Contribution.objects.values_list("pk", flat=True))
    assert "Vérifier avant de déposer" in write(client, consultation, **{"do": "check", **said}).content.decode()
    row = Contribution.objects.exclude(pk__in=known).get()
    assert client.post(f"{DIRE}{row.pk}/verifier/").headers["Location"] == f"/mon-espace/besoins/{row.pk}/"
    row.refresh_from_db()
    return row


def end(consultation: Consultation, kind: str = "recueil") -> None:
    """The phase closed a second ago, by the clock of the database."""
    ConsultationPhase.objects.filter(consultation=consultation, kind=kind).update(
        closes=timezone.now() - timedelta(seconds=1)
    )
