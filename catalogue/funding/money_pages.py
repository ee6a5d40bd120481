"""The money of the fund in public: its envelopes, and its figures on any day."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.foundation.dates import day as in_words
from catalogue.foundation.dates import in_figures
from catalogue.foundation.spreadsheets import CSV, table_file
from catalogue.foundation.typed_dates import NotADay, day_of
from catalogue.funding.envelope_tree import envelope_rows, tree_of
from catalogue.funding.fund_dashboard import dashboard_at, shown_fund
from catalogue.funding.local_envelopes import envelopes_of_place
from catalogue.funding.models import Fund
from catalogue.territories.models import Territory

KNOWN_DAYS = (date(2021, 10, 8), date(2023, 1, 18))
"""Of the two press kits that told of awards."""
_NO_FUND = "Aucun fonds n'est ouvert."


@require_safe
def fund_figures(request: HttpRequest) -> HttpResponse:
    """`?au=2021-10-08`; a date that is none is told, and today's figures are shown."""
    fund = shown_fund()
    if fund is None:
        return render(request, "funding/no_fund.html")
    day, wrong = _asked_day(request, fund)
    context = {
        "fund": fund,
        "dashboard": dashboard_at(fund, day),
        "day": day,
        "typed": request.GET.get("au", "")[:40] if wrong else in_figures(day),
        "wrong": wrong,
        "today": timezone.localdate(),
        "known_days": KNOWN_DAYS,
    }
    return render(request, "funding/figures.html", context)


@require_safe
def fund_figures_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    fund = _fund()
    day, wrong = _asked_day(request, fund)
    if wrong:
        return HttpResponse(wrong, status=400, content_type="text/plain; charset=utf-8")
    dashboard = dashboard_at(fund, day)
    if ending != CSV:
        return JsonResponse(dashboard.document(), json_dumps_params={"ensure_ascii": False})
    return table_file(ending, f"chiffres-du-fonds-{day.isoformat()}", "Chiffres", dashboard.rows())


def _asked_day(request: HttpRequest, fund: Fund) -> tuple[date, str]:
    """With what is wrong with it, in French; then the day is today."""
    typed, today = request.GET.get("au", "").replace("\x00", "").strip(), timezone.localdate()
    if not typed:
        return today, ""
    try:
        day = day_of(typed)
    except NotADay as error:
        return today, str(error)
    if day > today:
        return today, f"Le {in_words(day)} n'est pas encore passé."
    if day < fund.since:
        return today, f"Le {in_words(day)}, le fonds n'existait pas : il a ouvert le {in_words(fund.since)}."
    return day, ""


def _fund() -> Fund:
    fund = shown_fund()
    if fund is None:
        raise Http404(_NO_FUND)
    return fund


@require_safe
def envelopes(request: HttpRequest) -> HttpResponse:
    fund = shown_fund()
    if fund is None:
        return render(request, "funding/no_fund.html")
    return render(request, "funding/envelopes.html", {"fund": fund, "tree": tree_of(fund.pk)})


@require_safe
def envelopes_file(request: HttpRequest) -> HttpResponseBase:
    return table_file(CSV, "enveloppes-du-fonds", "Enveloppes", envelope_rows(_fund().pk))


@require_safe
def local_envelopes(request: HttpRequest, key: str) -> HttpResponse:
    territory = Territory.objects.by_key(key)
    fund = shown_fund()
    place = envelopes_of_place(fund, territory) if fund and territory else None
    if place is None:
        raise Http404("Ce territoire n'a pas d'enveloppe.")
    return render(request, "funding/local_envelopes.html", {"fund": fund, "place": place})
