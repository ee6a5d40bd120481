"""Signing in to a demo account, and reading the mails of the demonstration, which are never sent."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import RedirectURLMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from store.accounts.guards import SignedInRequest, only
from store.accounts.models import User
from store.accounts.policies import Action
from store.demo.accounts import offered
from store.mail.models import Message

_MOST = 50


@method_decorator(never_cache, name="dispatch")
class DemoSignIn(RedirectURLMixin, View):
    """As one of the accounts that the sign-in page offers; they have no password."""

    http_method_names = ["post"]
    next_page = settings.LOGIN_REDIRECT_URL

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("compte", "")
        if wanted not in {account.username for account in offered()}:
            raise Http404("Pas de compte de démonstration de ce nom")
        login(request, User.objects.get(username=wanted), backend="django.contrib.auth.backends.ModelBackend")
        return HttpResponseRedirect(self.get_success_url())


@never_cache
@require_safe
@only(Action.OPEN_ACCOUNT)
def mails(request: SignedInRequest) -> HttpResponse:
    """The last ones, newest first."""
    _demand_demonstration(request)
    return render(request, "demo/mails.html", {"mails": Message.objects.exclude(text="")[:_MOST]})


@never_cache
@require_safe
@only(Action.OPEN_ACCOUNT)
def mail(request: SignedInRequest, number: int) -> HttpResponse:
    """One mail, as text with clickable links."""
    _demand_demonstration(request)
    return render(request, "demo/mail.html", {"mail": get_object_or_404(Message, pk=number)})


def _demand_demonstration(request: SignedInRequest) -> None:
    if not settings.DEMO_ACCOUNTS:
        raise Http404("Pas de démonstration ici.")
    if not request.user.is_demo:
        raise PermissionDenied("Réservé aux comptes de démonstration.")
