"""What the pages of calls show."""

from typing import Any

from django.http import HttpRequest

from catalogue.funding.models import FundingCall, FundingIndex, Wave


def index_context(page: FundingIndex, request: HttpRequest) -> dict[str, Any]:
    calls = FundingCall.objects.child_of(page).visible_to(request.user).order_by("axis", "part", "path")
    return {"calls": calls, "open_waves": Wave.objects.open().filter(call__in=calls).select_related("call")}


def call_context(page: FundingCall, request: HttpRequest) -> dict[str, Any]:
    return {"waves": page.waves.order_by("number").prefetch_related("extensions")}
