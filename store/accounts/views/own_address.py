"""Changing the address of one's account: asking for a link, then opening it. Reading changes nothing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from store.accounts import address_changes
from store.accounts.forms import AddressForm
from store.accounts.guards import SignedInRequest, only
from store.accounts.models import AddressChange
from store.accounts.policies import Action
from store.limits import TooManyError

_GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.OPEN_ACCOUNT)
def address(request: SignedInRequest) -> HttpResponse:
    """An address given by ProConnect can only change there."""
    if request.method == "POST" and request.user.comes_from_proconnect:
        raise PermissionDenied("Cette adresse vient de ProConnect.")
    form = AddressForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change = address_changes.ask(request.user, form.cleaned_data["address"], by=request.user)
        except TooManyError as error:
            form.add_error(None, error.sentence)
            return error.mark(_show(request, form))
        messages.success(
            request,
            f"Un courriel part à {change.address} : ouvrez son lien dans les 24 heures. Rien ne change avant.",
        )
        return redirect("account")
    return _show(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.OPEN_ACCOUNT)
def confirm(request: SignedInRequest, token: str) -> HttpResponse:
    """Only the owner of the account can open the link, once; only the mailbox received it."""
    try:
        if request.method == "POST":
            change = address_changes.confirm(request.user, token)
            messages.success(request, f"Votre adresse est maintenant {change.address}.")
            return redirect("account")
        response = render(
            request, "accounts/confirm_address.html", {"change": address_changes.read(request.user, token)}
        )
    except address_changes.ClosedChangeError:
        response = render(request, "accounts/closed_address.html", status=_GONE)
    response["Referrer-Policy"] = "same-origin"
    return response


def _show(request: SignedInRequest, form: AddressForm) -> HttpResponse:
    waiting = AddressChange.objects.open().filter(user=request.user).first()
    return render(request, "accounts/address.html", {"form": form, "waiting": waiting})
