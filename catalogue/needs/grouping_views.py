"""The lists behind the page of a proposition, and the public log of grouping; each a page at a time."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.foundation.pagination import page_links
from catalogue.needs.grouping_log import lines_of, log_about, log_of, pages_of_log
from catalogue.needs.models import Consultation, Proposition
from catalogue.needs.proposition_page import (
    pages_of_contributions,
    pages_of_supporters,
    set_aside,
    supporter_row,
)
from catalogue.needs.support_picture import hidden_until, picture_of


def _proposition(pk: int) -> Proposition:
    return get_object_or_404(Proposition.objects.public().select_related("consultation"), pk=pk)


def _page(paginator: Paginator, number: int) -> Page:
    try:
        return paginator.page(number)
    except EmptyPage as error:
        raise Http404("Cette page n'existe pas.") from error


def _addresses(name: str, *args: Any) -> Callable[[int], str]:
    """The first page has a single address, without a number."""
    return lambda number: reverse(f"{name}-page", args=[*args, number]) if number > 1 else reverse(name, args=args)


@require_safe
def supports(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """Who supports a proposition: nothing of it before it may be told."""
    if number == 1:
        return redirect("need-supports", pk, permanent=True)
    proposition = _proposition(pk)
    context: dict[str, Any] = {"proposition": proposition, "hidden": hidden_until(proposition.consultation)}
    if context["hidden"]:
        if number:
            raise Http404("Cette page n'existe pas.")
        return render(request, "needs/supports.html", context)
    page = _page(pages_of_supporters(proposition), number or 1)
    context |= {
        "picture": picture_of(proposition),
        "rows": [supporter_row(one) for one in page],
        "aside": [] if number else set_aside(proposition),
        "pagination": page_links(page, _addresses("need-supports", pk)),
    }
    return render(request, "needs/supports.html", context)


@require_safe
def grouped(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """All the contributions of a proposition."""
    if number == 1:
        return redirect("need-grouped", pk, permanent=True)
    proposition = _proposition(pk)
    page = _page(pages_of_contributions(proposition), number or 1)
    context = {
        "proposition": proposition,
        "contributions": page,
        "pagination": page_links(page, _addresses("need-grouped", pk)),
    }
    return render(request, "needs/grouped.html", context)


@require_safe
def proposition_log(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    if number == 1:
        return redirect("need-grouping-log", pk, permanent=True)
    proposition = _proposition(pk)
    page = _page(pages_of_log(log_about(proposition.pk)), number or 1)
    context = {
        "proposition": proposition,
        "lines": list(lines_of(page)),
        "pagination": page_links(page, _addresses("need-grouping-log", pk)),
    }
    return render(request, "needs/grouping_log.html", context)


@require_safe
def consultation_log(request: HttpRequest, slug: str, number: int = 0) -> HttpResponse:
    if number == 1:
        return redirect("grouping-log", slug, permanent=True)
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    page = _page(pages_of_log(log_of(consultation)), number or 1)
    context = {
        "consultation": consultation,
        "lines": list(lines_of(page)),
        "pagination": page_links(page, _addresses("grouping-log", slug)),
    }
    return render(request, "needs/grouping_log.html", context)
