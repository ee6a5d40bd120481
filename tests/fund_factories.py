"""A small fund: its envelopes, a call that is open, collectivités that file."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page

from catalogue.funding import drafting, envelope_book, filing
from catalogue.funding.models import (
    Application,
    ApplicationFile,
    Axis,
    CallKind,
    DeskKind,
    Envelope,
    Fund,
    FundDesk,
    FundingCall,
    FundingIndex,
    FundOfficer,
    Part,
    Wave,
)
from catalogue.needs.journal import Voice
from catalogue.territories.models import Organisation, Territory
from tests import factories

ANCT = Voice(None, "ANCT")


def make_fund(amount: int = 1_000_000, name: str = "Fonds d'essai", slug: str = "essai") -> Envelope:
    """Returns its root envelope, filled."""
    fund = Fund.objects.create(name=name, slug=slug, since=timezone.localdate() - timedelta(days=900))
    root = Envelope.objects.create(fund=fund, name="Le fonds")
    envelope_book.provide(root, amount, ANCT, opening=True)
    return root


def make_envelope(parent: Envelope, amount: int = 100_000, **fields: Any) -> Envelope:
    """Delegated from its parent."""
    values = {"axis": Axis.TWO, "name": f"Enveloppe {Envelope.objects.count()}", **fields}
    child = Envelope.objects.create(fund=parent.fund, parent=parent, **values)
    envelope_book.delegate(parent, child, amount, ANCT)
    return child


def make_call(fund: Fund, title: str = "Appel d'essai", **fields: Any) -> FundingCall:
    """Under `/financements/`."""
    index = FundingIndex.objects.first()
    if index is None:
        home = Page.objects.filter(depth=2).first() or factories.make_site().root_page
        index = home.add_child(instance=FundingIndex(title="Financements", slug="financements"))
    values = {"kind": CallKind.CALL, "axis": Axis.TWO, "part": Part.DEMARCHES, "summary": "Un appel.", **fields}
    return index.add_child(instance=FundingCall(title=title, fund=fund, **values))


def make_wave(call: FundingCall, envelope: Envelope | None = None, **fields: Any) -> Wave:
    """Open for ten more days."""
    now = timezone.now()
    values = {
        "number": call.waves.count() + 1,
        "opens": now - timedelta(days=10),
        "closes": now + timedelta(days=10),
        "rate": 50,
        "redress": "Tribunal administratif.",
        **fields,
    }
    return Wave.objects.create(call=call, envelope=envelope, **values)


def make_desk_wave(amount: int = 100_000) -> Wave:
    """The FranceConnect and API desk, with its envelope."""
    root = make_fund()
    envelope = make_envelope(root, amount, part=Part.GUICHET)
    call = make_call(root.fund, "Guichet", kind=CallKind.DESK, part=Part.GUICHET)
    return make_wave(call, envelope, rate=100)


def voice_of(organisation: Organisation, mandate: str = "elu", user: Any = None) -> Voice:
    return Voice(user, organisation.name, organisation, mandate=mandate, function="maire")


def make_town(name: str, population: int = 1_000, **fields: Any) -> Organisation:
    return factories.make_organisation(territory=factories.make_territory(name, population=population, **fields))


def make_filed(wave: Wave, lead: Organisation, *, at: datetime | None = None, **values: Any) -> Application:
    """Filed by its mayor, with its deliberation."""
    by = voice_of(lead)
    kind = values.pop("desk_kind", DeskKind.FRANCECONNECT) if wave.call.kind == CallKind.DESK else ""
    draft = drafting.start(wave, f"Projet de {lead.name}", by, desk_kind=kind, at=at)
    texts = {"summary": "Un projet.", "plan": "Un an.", "expected": "Moins de papier.", "requested": 5_000, **values}
    if kind:
        texts = {"summary": "Un raccordement."}
    expenses = None if kind else [drafting.Expense("Développement", 2 * texts["requested"])]
    draft = drafting.write(draft, texts, by, version=draft.version, expenses=expenses, at=at)
    if wave.call.kind == CallKind.CALL:
        piece = {"kind": "deliberation", "title": "Délibération", "file": ContentFile(b"%PDF-1.4", "d.pdf")}
        ApplicationFile.objects.create(application=draft, added=draft.created, **piece)
    return filing.file_application(draft, by, version=draft.version, at=at)


def make_officer(user: Any, desk: str = FundDesk.NATIONAL, territory: Territory | None = None, **fields) -> FundOfficer:
    values = {"body": "DINUM" if territory is None else f"Préfecture ({territory})", **fields}
    return FundOfficer.objects.create(user=user, desk=desk, territory=territory, **values)
