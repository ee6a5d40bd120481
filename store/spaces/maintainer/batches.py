"""Files of deployments: upload, dry run, apply as a whole, undo within a day."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.deployments.bulk import (
    COLUMNS,
    MAX_BYTES,
    MAX_ROWS,
    MAX_WORKBOOK_BYTES,
    plan_of,
    prepare,
    read,
)
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Batch, BatchState, Channel
from catalogue.foundation.french import thousands
from catalogue.foundation.uploads.bounds import LARGEST, BoundedFileField
from catalogue.services.models import ServicePage
from store.accounts.guards import SignedInRequest
from store.accounts.policies import Action
from store.spaces.maintainer.batch_errands import (
    Notice,
    all_under_way,
    apply_for,
    ask_to_apply,
    ask_to_undo,
    under_way,
    undo_for,
    was_given_up,
)
from store.spaces.maintainer.batch_progress import Work, followed, progress_of
from store.spaces.maintainer.batch_report import done_of, report_of
from store.spaces.maintainer.service_pages import author_of, for_service, show
from store.spaces.query_parameters import requested_fate, requested_page


class BatchForm(forms.Form):
    file = BoundedFileField(
        most=LARGEST,
        label="Votre fichier",
        help_text=f"Le modèle complété, ou votre tableau (csv, xlsx ou ods) : {thousands(MAX_ROWS)} lignes "
        f"et {MAX_BYTES // 1024 // 1024} Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods,text/csv"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide.",
            "missing": "Choisissez un fichier.",
        },
    )

    def prepare(self, service: ServicePage, by: Author) -> Batch | None:
        """None, with an error on the file, if it cannot be read."""
        if not self.is_valid():
            return None
        sent = self.cleaned_data["file"]
        try:
            # One byte more than the limit tells that it is exceeded.
            rows = read(sent.read(MAX_WORKBOOK_BYTES + 1))
        except ValidationError as error:
            self.add_error("file", error)
            return None
        return prepare(service, rows, by, sent.name, rows.notes)


MOST_LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.REPORT_DEPLOYMENTS)
def batches(request: HttpRequest, service: ServicePage) -> HttpResponse:
    form = BatchForm(request.POST, request.FILES) if request.method == "POST" else BatchForm()
    if request.method == "POST" and (sent := form.prepare(service, author_of(request, Channel.CSV))):
        return redirect("maintainer-batch", service.slug, sent.pk)
    listed = (
        Batch.objects.kept(timezone.now()).filter(service=service).select_related("author").defer("rows")[:MOST_LISTED]
    )
    context = {
        "form": form,
        "batches": listed,
        "under_way": all_under_way(listed),
        "columns": [column for column in COLUMNS if column.help],
    }
    return show(request, service, "spaces/maintainer/batches.html", context)


@require_safe
@for_service(Action.REPORT_DEPLOYMENTS)
def batch(request: SignedInRequest, service: ServicePage, number: int) -> HttpResponse:
    """The dry run until it is applied, then what it did; how far it is while a worker applies or undoes it."""
    shown = _own(service, number)
    if going_on := under_way(shown):
        context = {"batch": shown, "under_way": going_on}
        return show(request, service, "spaces/maintainer/batch_under_way.html", context)
    given_up = was_given_up(shown)
    if shown.state != BatchState.READY:
        context = {"batch": shown, "done": done_of(shown, requested_page(request)), "given_up": given_up}
        return show(request, service, "spaces/maintainer/batch_done.html", context)
    with followed(request.user, service, Work.READING):
        plan = plan_of(shown, author_of(request, Channel.CSV))
    report = report_of(plan, requested_fate(request), requested_page(request))
    context = {"batch": shown, "report": report, "seen": plan.fingerprint, "given_up": given_up}
    return show(request, service, "spaces/maintainer/batch.html", context)


@require_POST
@for_service(Action.REPORT_DEPLOYMENTS)
def apply_batch(request: SignedInRequest, service: ServicePage, number: int) -> HttpResponse:
    """Applies exactly what the person read, or nothing."""
    own, seen = _own(service, number), request.POST.get("seen", "")
    if own.state != BatchState.READY or not _is_in_good_hands(own, lambda: ask_to_apply(request.user, own, seen)):
        _tell(request, apply_for(request.user, own, seen))
    return redirect("maintainer-batch", service.slug, number)


@require_POST
@for_service(Action.REPORT_DEPLOYMENTS)
def undo_batch(request: SignedInRequest, service: ServicePage, number: int) -> HttpResponse:
    own = _own(service, number)
    if not own.can_be_undone or not _is_in_good_hands(own, lambda: ask_to_undo(request.user, own)):
        _tell(request, undo_for(request.user, own))
    return redirect("maintainer-batch", service.slug, number)


def _is_in_good_hands(batch: Batch, ask: Callable[[], bool]) -> bool:
    """Whether a worker does it: as asked now, or before."""
    return under_way(batch) is not None or ask()


def _tell(request: HttpRequest, notices: list[Notice]) -> None:
    for tone, sentence in notices:
        messages.add_message(request, getattr(messages, tone.upper()), sentence)


@require_safe
@for_service(Action.REPORT_DEPLOYMENTS)
def progress(request: SignedInRequest, service: ServicePage) -> HttpResponse:
    """Polled while another request of the same person reads, applies or undoes."""
    return show(
        request, service, "spaces/maintainer/progress.html", {"progress": progress_of(request.user.pk, service)}
    )


def _own(service: ServicePage, number: int) -> Batch:
    kept = Batch.objects.kept(timezone.now()).select_related("service", "author")
    return get_object_or_404(kept, service=service, pk=number)
