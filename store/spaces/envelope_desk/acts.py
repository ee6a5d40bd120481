"""What a desk does with an envelope: each act has its form, its writer, and what it tells before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from catalogue.foundation.french import thousands
from catalogue.funding.instructing import Desk
from catalogue.funding.models import Envelope, FundDesk
from catalogue.funding.running_envelopes import (
    children_run_by,
    delegate_at,
    envelopes_run_by,
    open_at,
    perimeters_for,
    provide_at,
    reclaim_at,
)
from store.spaces.envelope_desk.forms import DelegationForm, OpeningForm, ProvisionForm

Said = Mapping[str, Any]


@dataclass(frozen=True)
class EnvelopeAct:
    """Its words, and what it does: see the subclasses."""

    slug: str
    title: str
    button: str
    done: str

    def allows(self, desk: Desk, envelope: Envelope) -> bool:
        return envelopes_run_by(desk.officer).filter(pk=envelope.pk).exists()

    def form(self, desk: Desk, envelope: Envelope, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def write(self, desk: Desk, envelope: Envelope, said: Said) -> list[Envelope]:
        """Raises ValidationError. The envelopes that it changed."""
        raise NotImplementedError


class ProvisionAct(EnvelopeAct):
    def allows(self, desk: Desk, envelope: Envelope) -> bool:
        return desk.officer.desk == FundDesk.ENVELOPES and envelope.parent_id is None

    def form(self, desk: Desk, envelope: Envelope, data: Any = None) -> forms.Form:
        return ProvisionForm(data)

    def write(self, desk: Desk, envelope: Envelope, said: Said) -> list[Envelope]:
        provide_at(desk, envelope, said["amount"], said["reason"], source=said["source"])
        return [envelope]


@dataclass(frozen=True)
class DelegationAct(EnvelopeAct):
    takes_back: bool = False

    def allows(self, desk: Desk, envelope: Envelope) -> bool:
        """Where there is somewhere to delegate to."""
        return super().allows(desk, envelope) and children_run_by(desk.officer, envelope).exists()

    def form(self, desk: Desk, envelope: Envelope, data: Any = None) -> forms.Form:
        return DelegationForm(children_run_by(desk.officer, envelope), data)

    def write(self, desk: Desk, envelope: Envelope, said: Said) -> list[Envelope]:
        act = reclaim_at if self.takes_back else delegate_at
        act(desk, envelope, said["child"], said["amount"], said["reason"])
        return [envelope, said["child"]]


class OpeningAct(EnvelopeAct):
    def allows(self, desk: Desk, envelope: Envelope) -> bool:
        """Nothing is below a département."""
        return super().allows(desk, envelope) and (
            envelope.territory is None or perimeters_for(desk.officer, envelope).exists()
        )

    def form(self, desk: Desk, envelope: Envelope, data: Any = None) -> forms.Form:
        local = desk.officer.desk != FundDesk.ENVELOPES
        return OpeningForm(envelope, perimeters_for(desk.officer, envelope), local=local, data=data)

    def write(self, desk: Desk, envelope: Envelope, said: Said) -> list[Envelope]:
        facts = dict(said)
        name = facts.pop("name")
        return [open_at(desk, envelope, name, **facts)]


ACTS = (
    ProvisionAct("abonder", "Ajouter de l'argent au fonds", "Ajouter", "La somme est ajoutée."),
    DelegationAct("deleguer", "Déléguer une somme", "Déléguer", "La somme est déléguée."),
    DelegationAct("reprendre", "Reprendre une somme déléguée", "Reprendre", "La somme est reprise.", takes_back=True),
    OpeningAct("ouvrir", "Ouvrir une enveloppe", "Ouvrir", "L'enveloppe est ouverte : déléguez-lui une somme."),
)


@dataclass(frozen=True)
class AfterAct:
    """What an envelope would hold."""

    name: str
    amount: str
    left: str


def preview(act: EnvelopeAct, desk: Desk, envelope: Envelope, said: Said) -> list[AfterAct]:
    """What would become of the envelopes: done, read, and undone. Raises ValidationError as the act would."""
    with transaction.atomic():
        rows = act.write(desk, Envelope.objects.get(pk=envelope.pk), said)  # what the page shows stays as it is
        fresh = [Envelope.objects.get(pk=one.pk) for one in rows]
        transaction.set_rollback(True)
    return [AfterAct(one.name, f"{thousands(one.amount)} €", f"{thousands(one.remainder)} €") for one in fresh]
