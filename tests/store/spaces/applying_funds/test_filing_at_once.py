"""Two people press « Déposer » at the same instant: the demand is filed once."""

from collections import Counter

import pytest

from catalogue.funding import drafting, filing
from catalogue.funding.models import Application, CallKind, Part
from store.mail.models import Message
from tests import factories
from tests import fund_factories as fund
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_identical_filings_at_once_make_one_number_and_one_receipt(catalogue):
    root = fund.make_fund()
    call = fund.make_call(root.fund, kind=CallKind.DESK, part=Part.GUICHET)
    wave = fund.make_wave(call, fund.make_envelope(root, part=Part.GUICHET), rate=100)
    town = fund.make_town("Feurs")
    mayor = factories.make_person("Maire", organisation=town, mandate="elu", email="maire@feurs.fr")
    by = fund.voice_of(town, user=mayor)
    draft = drafting.start(wave, "", by, desk_kind="api")
    draft = drafting.write(draft, {"summary": "Le portail."}, by, version=draft.version)
    told = Counter(at_once(*[lambda: filing.file_application(draft, by, version=draft.version)] * 4))
    assert told["done"] == 1 and len(told) == 2 and "déposée" in " ".join(told)
    assert Application.objects.get().events.filter(to_state="deposee").count() == 1
    assert Message.objects.filter(subject__contains="est déposée").count() == 1
    # Nor does a collectivité begin the same demand twice.
    assert at_once(*[lambda: drafting.start(wave, "", by, desk_kind="franceconnect")] * 4) == ["done"] * 4
    assert Application.objects.count() == 2
