"""Two batches on one envelope, at the same moment: one is decided whole, the other not at all."""

import pytest

from catalogue.funding.awarding import Ruled
from catalogue.funding.instructing import Desk, admit, decide_local
from catalogue.funding.models import ApplicationState, Envelope, Grant
from tests.at_once import at_once
from tests.store.spaces.instruction.officers import LocalFund, Officer

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_batches_at_once_on_one_envelope_never_overrun_it_nor_leave_half_of_one(catalogue):
    fund = LocalFund(amount=30_000)
    files = [fund.vif, fund.voreppe, *(fund.file(name, fund.isere) for name in ("Vinay", "Vizille"))]
    desks = [Desk(Officer(fund.isere).row) for _ in range(2)]
    admit(files, desks[0])
    batches = [[Ruled(row, ApplicationState.GRANTED, "Utile.", 10_000) for row in files[n::2]] for n in range(2)]
    told = at_once(
        *[lambda desk=desk, batch=batch: decide_local(batch, desk) for desk, batch in zip(desks, batches, strict=True)]
    )
    assert sorted(one == "done" for one in told) == [False, True]
    envelope = Envelope.objects.get(pk=fund.envelope.pk)
    assert (Grant.objects.count(), envelope.awarded, envelope.remainder) == (2, 20_000, 10_000)
