"""The whole of it, once."""

import random

from django.db import transaction

from catalogue.funding.announced_figures import load_announced
from catalogue.funding.models import Fund, Part
from store.demo.fund_2021 import fund_awards, fund_local
from store.demo.fund_2021.demo_envelopes import SLUG, add_two_millions, make_fund
from store.demo.fund_2021.fund_calls import make_calls


@transaction.atomic
def replay_fund() -> tuple[Fund, bool]:
    """The fund, and whether it was made now."""
    if there := Fund.objects.filter(slug=SLUG).first():
        return there, False
    fund = make_fund()
    calls = make_calls(fund)
    fund_awards.grant_axis_one(fund)
    fund_awards.run_first_wave(calls)
    spare = fund_local.run_local(calls[Part.LOCALE], random.Random("enveloppes locales"))
    fund_awards.run_second_wave(calls)
    fund_local.run_desk(calls[Part.GUICHET], spare)
    add_two_millions(fund)
    load_announced(fund)
    return fund, True
