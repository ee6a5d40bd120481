"""Saying a need: writing it, seeing what exists, checking it, submitting it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.foundation.text import row_number
from catalogue.needs.contributing import lacks, submit, write_draft
from catalogue.needs.drafts import answer_with_what_exists, drafts_of, join_file, remove_file
from catalogue.needs.models import AlreadyThere, Consultation, ConsultationPhase, Contribution, PhaseKind, Stage
from catalogue.needs.phases import phase_now, require_open
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.contributing.existing import Existing, chosen, existing_for
from store.spaces.contributing.forms import ContributionForm
from store.spaces.own_space import members_only
from store.spaces.query_parameters import wanted_contribution
from store.spaces.speaking import voice_of

_READ_AND_WRITE = ["GET", "HEAD", "POST"]
_SAVED = "Votre brouillon est enregistré. Il n'est pas déposé : vous seul le lisez."


@never_cache
@require_http_methods(_READ_AND_WRITE)
def contribute(request: HttpRequest) -> HttpResponse:
    """The form, to whoever acts for an organisation; to others, how to; both keep the title that they typed."""
    wanted, person = wanted_contribution(request), person_of(request.user)
    if request.method == "POST" and not request.user.is_authenticated:  # a session that ended
        title = request.POST.get("title", "").replace("\x00", "")[:200]
        return redirect_to_login(f"{request.path}?{urlencode({'titre': title})}")
    if not may(person, Action.CONTRIBUTE, About(organisation_id=person.organisation_id)):
        context = {"wanted": wanted, "next": f"{request.path}?{wanted.query}" if wanted.query else request.path}
        context["last_request"] = request.user.attachment_requests.first() if request.user.is_authenticated else None
        status = 403 if request.user.is_authenticated else 200
        return render(request, "spaces/contributing/who_contributes.html", context, status=status)
    if not Consultation.objects.public().collecting().exists():
        phases = ConsultationPhase.objects.to_come().filter(
            kind=PhaseKind.RECUEIL, consultation__in=Consultation.objects.public()
        )
        context = {
            "wanted": wanted,
            "coming": phases.select_related("consultation")[:5],
            "drafts": drafts_of(request.user),
        }
        return render(request, "spaces/contributing/none_open.html", context)
    initial = {"title": wanted.title, "consultation": wanted.consultation}
    if service := ServicePage.objects.public().filter(slug=wanted.service).first():
        initial["existing"] = f"{service.title} : "
    return _written(request, None, initial)


@require_http_methods(_READ_AND_WRITE)
@members_only
def draft(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if row.stage != Stage.DRAFT or not _is_open(row):
        return redirect("contribution-check" if row.stage in (Stage.DRAFT, Stage.LAPSED) else "space-need", pk)
    return _written(request, row, {})


def _written(request: Any, row: Contribution | None, initial: dict[str, Any]) -> HttpResponse:
    organisation = request.user.organisation
    if request.method != "POST":
        form = ContributionForm(organisation, instance=row, initial=initial)
        return _form_page(request, form, row, existing_for(initial.get("title", "")))
    asked = request.POST.get("do", "")
    form = ContributionForm(organisation, request.POST, request.FILES, instance=row)
    is_valid = form.is_valid()
    answer = chosen(request.POST.get("answers", ""))
    if asked == "look" or not (is_valid or answer):
        return _form_page(request, form if asked != "look" else _as_typed(form), row, _existing_now(request))
    if answer:
        return _answered(request, form, row, answer)
    if saved := _save(request, form, row):
        return _go_on(request, saved, asked)
    return _form_page(request, form, row, _existing_now(request))


def _save(request: Any, form: ContributionForm, row: Contribution | None) -> Contribution | None:
    """None, and what is wrong is said in the form."""
    said = form.cleaned_data
    by = voice_of(request.user, said["function"])
    consultation = row.consultation if row else said["consultation"]
    removed = row_number(request.POST.get("remove", ""))
    try:
        with transaction.atomic():
            require_open(consultation, PhaseKind.RECUEIL)
            saved = write_draft(consultation, form.values(), by, draft=row)
            if said["document"]:
                join_file(saved, said["document"])
            if removed:
                remove_file(saved, removed)
            return saved
    except ValidationError as error:
        _tell(form, error)
        return None


def _go_on(request: Any, saved: Contribution, asked: str) -> HttpResponse:
    if asked != "check":
        messages.success(request, _SAVED)
        return redirect("contribution-draft", saved.pk)
    if missing := lacks(saved):
        form = ContributionForm(request.user.organisation, request.POST, instance=saved)
        form.is_valid()
        _tell(form, ValidationError(missing))
        return _form_page(request, form, saved, Existing())
    return redirect("contribution-check", saved.pk)


def _answered(request: Any, form: ContributionForm, row: Contribution | None, answer: Any) -> HttpResponse:
    """Counted; what was typed besides the title is kept as a draft, which the next page offers to delete."""
    said = form.cleaned_data
    consultation = row.consultation if row else said.get("consultation")
    if consultation is None:
        return _form_page(request, form, row, _existing_now(request))
    if row or form.is_more_than_a_title:
        row = (_save(request, form, row) if form.is_valid() else None) or row
    found = answer_with_what_exists(consultation, answer, voice_of(request.user), said.get("title", ""), draft=row)
    return redirect("contribution-answered", found.pk)


@require_safe
@members_only
def answered(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Where to go with what one found, and what to do with the draft."""
    found = get_object_or_404(AlreadyThere.objects.select_related("service", "need", "consultation"), pk=pk)
    demand(request, Action.CONTRIBUTE, About(organisation_id=found.organisation_id))
    drafts = drafts_of(request.user).filter(consultation=found.consultation, title=found.words)
    context = {"found": found, "organisation": organisation, "draft": drafts.first()}
    return render(request, "spaces/contributing/answered.html", context)


@require_safe
@members_only
def existing(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """For js/contributing.js: the part of the form that says what exists."""
    found = existing_for(wanted_contribution(request).title)
    return render(request, "spaces/contributing/existing.html", {"existing": found})


@require_http_methods(_READ_AND_WRITE)
@members_only
def check(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """What will be public, before it is submitted. POST submits."""
    row = _own(request, pk)
    if row.stage not in (Stage.DRAFT, Stage.LAPSED):
        return redirect("space-need", pk)
    if request.method != "POST":
        context = {"contribution": row, "is_open": _is_open(row), "missing": lacks(row).values()}
        return render(request, "spaces/contributing/check.html", context)
    try:
        submit(row, voice_of(request.user, row.author_function))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("contribution-check", pk)
    messages.success(request, "Votre contribution est déposée. Un accusé de réception vous est envoyé.")
    return redirect("space-need", pk)


def _own(request: SignedInRequest, pk: int) -> Contribution:
    """The draft, or what it became, of its author."""
    rows = Contribution.objects.select_related(
        "consultation", "organisation", "territory", "policy", "grouped_into", "destination", "investigation"
    )
    row = get_object_or_404(rows, pk=pk)
    demand(request, Action.CHANGE_CONTRIBUTION, About(organisation_id=row.organisation_id, author_id=row.author_id))
    return row


def _is_open(row: Contribution) -> bool:
    phase = phase_now(row.consultation_id, PhaseKind.RECUEIL)
    return phase is not None and phase.is_open


def _existing_now(request: HttpRequest) -> Existing:
    return existing_for(request.POST.get("title", "").replace("\x00", "")[:200])


def _as_typed(form: ContributionForm) -> ContributionForm:
    """What was typed so far, without reproaches for what is missing."""
    form.errors.clear()
    return form


def _tell(form: ContributionForm, error: ValidationError) -> None:
    told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in told.items():
        form.add_error(name if name in form.fields else None, texts)


def _form_page(request: Any, form: ContributionForm, row: Contribution | None, found: Existing) -> HttpResponse:
    context = {
        "form": form,
        "draft": row,
        "existing": found,
        "organisation": request.user.organisation,
        "files": row.files.all() if row else (),
    }
    return render(request, "spaces/contributing/form.html", context)
