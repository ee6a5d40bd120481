"""Feedback between collectivités: agreeing to be asked, asking, and the conversation that follows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.foundation.french import of
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.limits import TooManyError, spend
from store.spaces.models import MOST_A_MONTH, FeedbackContact, FeedbackQuestion, Side
from store.spaces.own_space import members_only, page
from store.spaces.peers.contacts import reachable
from store.spaces.peers.feedback_questions import ask, end, refused_this_month, usual_delay, write
from store.spaces.peers.forms import MessageForm, QuestionForm

_READ_AND_WRITE = ["GET", "HEAD", "POST"]
_LISTED = 50


@require_safe
@members_only
def overview(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """Questions sent by us, questions received by me, and my consent."""
    questions = FeedbackQuestion.objects.select_related("service", "asking", "asked")
    context = {
        "agreed": FeedbackContact.objects.filter(user=request.user, organisation=organisation).exists(),
        "most": MOST_A_MONTH,
        "received": questions.filter(contact=request.user, asked=organisation)[:_LISTED],
        "sent": questions.filter(asking=organisation)[:_LISTED],
    }
    return page(request, organisation, "spaces/peers/overview.html", context)


@require_POST
@members_only
def consent(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    if "accepter" in request.POST and request.user.own_address:
        FeedbackContact.objects.update_or_create(user=request.user, defaults={"organisation": organisation})
        messages.success(request, "C'est noté : d'autres collectivités peuvent vous poser des questions.")
    elif "refuser" in request.POST:
        FeedbackContact.objects.filter(user=request.user).delete()
        messages.success(request, "C'est noté : vous ne recevrez plus de questions.")
    return redirect("space-feedback")


@require_http_methods(_READ_AND_WRITE)
@members_only
def asking(request: SignedInRequest, organisation: Organisation, slug: str) -> HttpResponse:
    demand(request, Action.ASK_FEEDBACK)
    service = get_object_or_404(ServicePage.objects.visible_to(request.user), slug=slug)
    found = reachable(service, organisation)
    refused = refused_this_month(service, organisation, [one.use.organisation for one in found])
    form = QuestionForm(found, refused, request.POST if request.method == "POST" else None)
    context = {"service": service, "form": form, "delay": usual_delay()}
    if form.is_valid():
        try:
            spend("feedback", str(organisation.pk))
        except TooManyError as error:
            form.add_error(None, error.sentence)
            return error.mark(page(request, organisation, "spaces/peers/ask.html", context))
        if _ask(request, service, form):
            return redirect("space-feedback")
    return page(request, organisation, "spaces/peers/ask.html", context)


def _ask(request: SignedInRequest, service: ServicePage, form: QuestionForm) -> FeedbackQuestion | None:
    """None, and the reason among the errors of the form, when it is refused."""
    try:
        question = ask(service, form.chosen, request.user, form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error("organisation", error.messages)
        return None
    messages.success(request, f"Votre question est partie : la réponse {of(form.chosen.name)} arrivera ici.")
    return question


@require_http_methods(_READ_AND_WRITE)
@members_only
def question(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """For the collectivité that asks and the contact, who answers. A 404 for others."""
    shown, side = _conversation(request, pk)
    form = MessageForm(_label(shown, side), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            spend("feedback-message", str(request.user.pk))
            write(shown, side, request.user, form.cleaned_data["text"])
        except TooManyError as error:
            form.add_error("text", error.sentence)
            return error.mark(_show(request, organisation, shown, side, form))
        except ValidationError as error:
            form.add_error("text", error.messages)
            shown.refresh_from_db(fields=["ended", "ended_by"])
        else:
            messages.success(request, "Votre message est parti.")
            return redirect("space-feedback-question", shown.pk)
    return _show(request, organisation, shown, side, form)


@require_POST
@members_only
def ending(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Withdrawing one's question, or declining to answer (any more)."""
    shown, side = _conversation(request, pk)
    try:
        end(shown, side)
        messages.success(request, "C'est noté : cet échange est clos, et l'autre collectivité en est avertie.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("space-feedback-question", shown.pk)


def _conversation(request: SignedInRequest, pk: int) -> tuple[FeedbackQuestion, Side]:
    """And the side on which the reader is. Raises Http404 for all others."""
    shown = get_object_or_404(FeedbackQuestion.objects.select_related("service", "asking", "asked", "contact"), pk=pk)
    # A contact who left the collectivité no longer answers for it.
    still_there = shown.contact.organisation_id == shown.asked_id
    about = About(organisation_id=shown.asking_id, addressee_id=shown.contact_id if still_there else None)
    if not may(person_of(request.user), Action.DISCUSS_QUESTION, about):
        raise Http404("Cette question n'existe pas.")
    return shown, Side.ASKED if about.addressee_id == request.user.pk else Side.ASKING


def _label(shown: FeedbackQuestion, side: Side) -> str:
    if side == Side.ASKED:
        return "Votre message" if shown.answered else "Votre réponse"
    return "Votre message" if shown.answered else "Préciser votre question"


def _show(
    request: SignedInRequest, organisation: Organisation, shown: FeedbackQuestion, side: Side, form: MessageForm
) -> HttpResponse:
    waits = side == Side.ASKING and not (shown.answered or shown.ended)
    context = {
        "question": shown,
        "said": shown.messages.all(),
        "form": form,
        "is_addressed": side == Side.ASKED,
        "delay": usual_delay() if waits else None,
    }
    return page(request, organisation, "spaces/peers/question.html", context)
