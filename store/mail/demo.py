"""The mails of the demonstration, shown to its accounts: there, they are files of the data directory and go nowhere."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Value
from django.db.models.functions import Replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from store.accounts.gate import only
from store.accounts.policies import Action
from store.mail.models import Message

_MOST = 50


@never_cache
@require_safe
@only(Action.OPEN_ACCOUNT)
def mails(request: HttpRequest) -> HttpResponse:
    """The last ones, newest first."""
    _demand_demonstration(request)
    return render(request, "mail/demo/mails.html", {"mails": Message.objects.exclude(text="")[:_MOST]})


@never_cache
@require_safe
@only(Action.OPEN_ACCOUNT)
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail, as text: its links can be followed."""
    _demand_demonstration(request)
    return render(request, "mail/demo/mail.html", {"mail": get_object_or_404(Message, pk=number)})


def readdress(before: str, now: str) -> None:
    """The demonstration is opened elsewhere than the last time: links of the mails that it shows lead there."""
    old, new = Value(f"{before}/"), Value(f"{now}/")
    Message.objects.exclude(text="").update(text=Replace("text", old, new), html=Replace("html", old, new))


def _demand_demonstration(request: HttpRequest) -> None:
    if not settings.DEMO_ACCOUNTS:
        raise Http404("Pas de démonstration ici.")
    if not request.user.is_demo:
        raise PermissionDenied("Réservé aux comptes de démonstration.")
