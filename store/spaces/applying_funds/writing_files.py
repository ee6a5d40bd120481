"""Writing a file, by several people: texts, expenses, services that it reuses. Nothing that was typed is lost."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from catalogue.foundation.text import row_number
from catalogue.funding import drafting
from catalogue.funding.drafting import WRITTEN, ChangedSinceError, Expense
from catalogue.funding.filing import ceiling_told, ruling_of
from catalogue.funding.models import Application, ApplicationState
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from search.answering.similar import similar_services
from store.accounts.guards import SignedInRequest
from store.spaces.applying_funds.co_writing import (
    TextChanged,
    differences,
    expenses_of,
    saved_texts,
    seen_in,
    told_texts,
    version_in,
)
from store.spaces.applying_funds.file_steps import is_open
from store.spaces.applying_funds.fund_forms import MOST_LINES, ApplicationTextForm, CostLines
from store.spaces.applying_funds.reading_files import file_of
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of

_SAVED = "C'est enregistré. Cette demande n'est pas encore déposée."
_SAVED_TOO_LATE = "C'est enregistré, mais cet appel est clos : cette demande n'est pas déposée."
_EMPTY_LINES = 2
_FOUND = 8


@dataclass
class Written:
    """The form as it is shown. `lines`: a formset of expenses, empty for the desk."""

    form: ApplicationTextForm
    lines: Any = None
    changed: list[TextChanged] = field(default_factory=list)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.lines is None or self.lines.is_valid()])

    @property
    def expenses(self) -> list[Expense] | None:
        return None if self.lines is None else [one.expense for one in self.lines if one.expense]

    @property
    def is_wrong(self) -> bool:
        return bool(self.changed or self.form.errors or (self.lines is not None and self.lines.total_error_count()))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def write(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    if request.method != "POST":
        if row.state != ApplicationState.DRAFT or not drafting.may_write(row, organisation.pk):
            return redirect(row)
        return _shown(request, organisation, row, _as_saved(row))
    typed = _as_typed(request, row)
    asked = request.POST.get("do", "")
    if asked in {"look", "add"} or asked.startswith("remove-"):
        return _shown(request, organisation, row, _without_reproach(typed, asked))
    if typed.is_valid():
        again = _save(request, row, typed)
        if again is None:
            messages.success(request, _SAVED if is_open(row.wave) else _SAVED_TOO_LATE)
            return redirect("funding-file" if asked == "check" else "funding-write", pk)
        typed = again
    return _shown(request, organisation, row, typed)


def _save(request: SignedInRequest, row: Application, typed: Written) -> Written | None:
    """None if it is done; otherwise the form to show, with what was typed and why it was refused."""
    said, services = typed.form.texts(), typed.form.cleaned_data.get("services")
    version = version_in(typed.form.cleaned_data["seen"])
    try:
        drafting.write(row, said, voice_of(request.user), version=version, expenses=typed.expenses, services=services)
    except ChangedSinceError as error:
        return _beside_theirs(error.row, typed)
    except ValidationError as error:
        tie_errors(typed.form, error)
        return typed
    return None


def _as_saved(row: Application) -> Written:
    return _shown_form(row, {name: getattr(row, name) for name in WRITTEN}, expenses_of(row), row.services.all())


def _shown_form(row: Application, values: Any, expenses: list[Expense], services: Any) -> Written:
    initial = {**values, "seen": seen_in(row), "services": [one.pk for one in services]}
    found = _services(one.pk for one in services)
    form = ApplicationTextForm(desk=bool(row.desk_kind), found=found, initial=initial)
    lines = [{"label": one.label, "amount": one.amount, "is_eligible": one.is_eligible} for one in expenses]
    return Written(form, None if row.desk_kind else _line_forms(lines))


def _line_forms(lines: list[dict[str, Any]]) -> Any:
    """With some empty ones after."""
    empty = [{"is_eligible": True} for _ in range(min(_EMPTY_LINES, MOST_LINES - len(lines)))]
    return CostLines(initial=[*lines, *empty], prefix="depenses")


def _as_typed(request: SignedInRequest, row: Application) -> Written:
    """Services: those that are ticked, those the file has, and those that the words find."""
    ticked = {number for text in request.POST.getlist("services")[:50] if (number := row_number(text))}
    words = request.POST.get("words", "").replace("\x00", "")[:200]
    near = [one.hit.pk for one in similar_services(words, _FOUND)] if request.POST.get("do") == "look" else []
    found = _services([*ticked, *row.services.values_list("pk", flat=True), *near])
    form = ApplicationTextForm(request.POST, desk=bool(row.desk_kind), found=found)
    return Written(form, None if row.desk_kind else CostLines(request.POST, prefix="depenses"))


def _services(pks: Any) -> QuerySet[ServicePage]:
    return ServicePage.objects.public().filter(pk__in=list(pks)).order_by("title")


def _without_reproach(typed: Written, asked: str) -> Written:
    """What was typed so far, with a line more or less."""
    removed = row_number(asked.removeprefix("remove-")) if asked.startswith("remove-") else None
    typed.form.errors.clear()
    if typed.lines is None:
        return typed
    shown = [{name: line[name].value() for name in line.fields} for line in typed.lines]
    kept = [one for number, one in enumerate(shown) if number != removed and (one["label"] or one["amount"])]
    typed.lines = _line_forms(kept)
    return typed


def _beside_theirs(row: Application, typed: Written) -> Written:
    """Our own texts stay in the form; what we had left alone is now theirs."""
    said = typed.form.texts()
    expenses = typed.expenses or []
    services = typed.form.cleaned_data.get("services", ())
    ours = told_texts(said, expenses, services)
    if row.desk_kind:
        ours = {name: ours[name] for name in ("title", "summary")}
    changed = differences(typed.form.cleaned_data["seen"], saved_texts(row), ours)
    taken = {one.name for one in changed if one.is_taken}
    values = {name: getattr(row, name) if name in taken else value for name, value in said.items()}
    again = _shown_form(
        row,
        values,
        expenses_of(row) if "costs" in taken else expenses,
        row.services.all() if "services" in taken else services,
    )
    again.changed = changed
    return again


def _shown(request: SignedInRequest, organisation: Organisation, row: Application, written: Written) -> HttpResponse:
    """`row` as it was before; its cost, to say how much may be asked."""
    last = row.events.filter(act="ecrite").last()
    context = {
        "application": row,
        "written": written,
        "form": written.form,
        "lines": written.lines,
        "is_open": is_open(row.wave),
        "is_draft": row.state == ApplicationState.DRAFT,
        "ceiling": ceiling_told(row.wave, row.cost) if row.cost else "",
        "ruling": ruling_of(row),
        "last": last if written.changed else None,
    }
    return page(request, organisation, "spaces/applying_funds/write.html", context)
