"""Feedback between collectivités: agreeing to be asked, asking, answering."""

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
from store.spaces.models import MOST_A_MONTH, FeedbackContact, FeedbackQuestion
from store.spaces.own_space import members_only, page
from store.spaces.peers.contacts import reachable
from store.spaces.peers.feedback_questions import answer, ask
from store.spaces.peers.forms import AnswerQuestionForm, QuestionForm

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
    form = QuestionForm(reachable(service, organisation), request.POST if request.method == "POST" else None)
    context = {"service": service, "form": form}
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
    shown = get_object_or_404(FeedbackQuestion.objects.select_related("service", "asking", "asked", "contact"), pk=pk)
    about = _about(shown)
    if not may(person_of(request.user), Action.READ_QUESTION, about):
        raise Http404("Cette question n'existe pas.")
    form = AnswerQuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        demand(request, Action.ANSWER_QUESTION, about)
        if form.is_valid():
            return _answer(request, shown, form)
    context = {"question": shown, "form": form, "is_addressed": shown.contact_id == request.user.pk}
    return page(request, organisation, "spaces/peers/question.html", context)


def _about(shown: FeedbackQuestion) -> About:
    """A contact who left the collectivité no longer answers for it."""
    still_there = shown.contact.organisation_id == shown.asked_id
    return About(organisation_id=shown.asking_id, addressee_id=shown.contact_id if still_there else None)


def _answer(request: SignedInRequest, shown: FeedbackQuestion, form: AnswerQuestionForm) -> HttpResponse:
    try:
        answer(shown, form.cleaned_data["text"])
        messages.success(request, "Votre réponse est partie.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("space-feedback-question", shown.pk)
