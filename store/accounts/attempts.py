"""How many passwords may be tried: counted in the database, for all workers together."""

import math
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalogue.services.caller import caller_address
from catalogue.services.models.allowance import Allowance

PER_CALLER = 20
PER_ACCOUNT = 10
WINDOW = timedelta(minutes=15)


def seconds_to_wait(request: HttpRequest, username: str) -> int:
    """Count one more try, by this caller and for this account, whoever tries; 0 when it may go on."""
    by_caller = Allowance.objects.take("sign-in", caller_address(request), limit=PER_CALLER, window=WINDOW)
    for_account = Allowance.objects.take("password", username.casefold(), limit=PER_ACCOUNT, window=WINDOW)
    return max(by_caller, for_account)


def later(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "accounts/later.html", {"minutes": math.ceil(wait / 60)}, status=429)
    response["Retry-After"] = str(wait)
    return response
