"""What the fund keeps with each write is what its movements and events say, whatever people do."""

from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from catalogue.funding import awarding, envelope_book, grant_book
from catalogue.funding.checking_fund_figures import fund_differences
from catalogue.funding.filing import withdraw_application
from catalogue.funding.fund_counts import ALLOCATED, AWARDED, FILED, Figures, figures_at
from catalogue.funding.models import Application, ApplicationState, Axis, Envelope, FundCount, Grant, Purpose
from catalogue.needs.journal import anct, database_now
from tests import fund_factories as fund

pytestmark = pytest.mark.django_db
_EDITS = 80


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_edits_figures_and_envelopes_are_those_of_the_movements(catalogue, seed):
    rng = Random(seed)
    wave = fund.make_desk_wave(amount=20_000)
    root, envelope = wave.envelope.parent, wave.envelope
    other = fund.make_envelope(root, 30_000, axis=Axis.ONE)
    towns = [fund.make_town(f"Ville {n}") for n in range(8)]
    done = sum(_edit(rng, root, [envelope, other], wave, towns) for _ in range(_EDITS))
    assert done > _EDITS // 3 and Grant.objects.exists()
    assert list(fund_differences()) == []
    held = figures_at(root.fund, database_now().date())
    assert held["", ALLOCATED] == Envelope.objects.get(pk=root.pk).amount
    assert held["", AWARDED] == sum(Envelope.objects.values_list("awarded", flat=True))
    assert held["axe-2", FILED] == Application.objects.filed().count()


def _edit(rng: Random, root: Envelope, children: list[Envelope], wave, towns) -> bool:
    """Whether it was allowed. What is refused writes nothing."""
    child, town, sum_asked = rng.choice(children), rng.choice(towns), rng.choice([0, 700, 5_000, 9_000, 400_000])
    grant = Grant.objects.order_by("?").first() if rng.random() > 0.3 else Grant.objects.first()
    file = Application.objects.filter(state=ApplicationState.FILED).order_by("pk").first()
    project = {"fund": root.fund, "envelope": children[1], "beneficiary": town, "purpose": "Un projet"}
    new = Grant(**project, amount=sum_asked, single_payment=False, reference=f"S1-{rng.random()}")
    acts = (
        lambda: envelope_book.provide(root, sum_asked, anct()),
        lambda: envelope_book.delegate(root, child, sum_asked, anct()),
        lambda: envelope_book.reclaim(root, child, sum_asked, anct()),
        lambda: fund.make_filed(wave, town),
        lambda: fund.make_filed(wave, town),
        lambda: file and awarding.comply(file, anct()),
        lambda: file and awarding.comply(file, anct()),
        lambda: file and withdraw_application(file, fund.voice_of(file.lead)),
        lambda: awarding.write_grant(new, [rng.choice(towns)], anct()),
        lambda: grant and grant_book.sign(grant, database_now().date(), anct()),
        lambda: grant and grant_book.pay(grant, rng.choice([grant.amount, 500]), anct()),
        lambda: grant and grant_book.give_back(grant, 300, "Trop versé.", anct()),
        lambda: grant and grant_book.reduce(grant, max(grant.amount - 200, 1), "Moins cher.", anct()),
        lambda: grant and grant_book.cancel(grant, "Abandonné.", anct()),
    )
    try:
        return bool(rng.choice(acts)())
    except ValidationError:
        return False


def test_the_command_finds_what_was_damaged_and_mends_it(catalogue, capsys):
    root = fund.make_fund(10_000)
    labs = fund.make_envelope(root, 4_000, axis=Axis.THREE, purpose=Purpose.LABS)
    call_command("check_fund_figures")
    assert "0 écart." in capsys.readouterr().out
    # What is kept for labs is a line of its own, inside the axis.
    held = figures_at(root.fund, database_now().date())
    assert held["axe-3|laboratoires", ALLOCATED] == held["axe-3", ALLOCATED] == 4_000 and held["", ALLOCATED] == 10_000
    Envelope.objects.filter(pk=labs.pk).update(amount=9_000)
    FundCount.objects.filter(line="axe-3|laboratoires|").update(value=1)
    with pytest.raises(CommandError, match="2 écart"):
        call_command("check_fund_figures")
    assert f"{labs} : amount 9000 au lieu de 4000" in capsys.readouterr().out
    call_command("check_fund_figures", "--mend")
    call_command("check_fund_figures")
    assert "0 écart." in capsys.readouterr().out


def test_a_wave_of_a_whole_axis_counts_once_in_its_axis():
    held = Figures([("axe-3||1", FILED, 4), ("axe-3|locale|1", FILED, 2), ("||", FILED, 1)])
    assert (held["axe-3||1", FILED], held["axe-3", FILED], held["", FILED]) == (4, 6, 7)
    assert held["axe-3|locale, axe-3||1", FILED] == 6
