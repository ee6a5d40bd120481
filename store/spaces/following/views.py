"""Following a need, or following it no more: anybody with an account may."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.needs.follows import follow, is_followed, stop
from catalogue.needs.models import Need
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.OPEN_ACCOUNT)
def following(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only what is public may be followed; what one follows may always be left. Reading it changes nothing: whoever
    signs in on the way comes back to the need.
    """
    if request.method == "POST" and "arreter" in request.POST:
        return _stop(request, get_object_or_404(Need, pk=pk))
    need = get_object_or_404(Need.objects.public(), pk=pk)
    if request.method == "POST":
        follow(need, request.user)
        if request.user.own_address:
            messages.success(request, "Vous suivez ce besoin : chaque étape vous sera dite par courriel.")
        else:
            messages.warning(request, "Vous suivez ce besoin. Sans adresse sur votre compte, rien ne vous parvient.")
    return redirect(need)


def _stop(request: SignedInRequest, need: Need) -> HttpResponse:
    if not is_followed(need, request.user):
        raise Http404("Vous ne suivez pas ce besoin.")
    stop(need, request.user)
    messages.success(request, "Vous ne suivez plus ce besoin.")
    is_read = Need.objects.public().filter(pk=need.pk).exists()
    return redirect(need) if is_read else redirect("account")
