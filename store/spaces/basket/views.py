"""Adding services to the basket and removing them: anybody may. `store.spaces.basket_page` shows and sends it."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalogue.deployments.requesting import MOST_SERVICES
from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet import territory_query
from store.spaces.basket import contents
from store.spaces.basket.origin import own_pages_only

_NUMBER = re.compile(r"[0-9]{1,9}")


@never_cache
@require_POST
@own_pages_only
def change(request: HttpRequest) -> HttpResponse:
    """Adds or removes one service, then returns to the button. Its script stays on the page."""
    if "retirer" in request.POST:
        contents.remove(request, _number(request.POST["retirer"]))
        return redirect(f"{reverse('basket')}{territory_query(request)}")
    service = get_object_or_404(
        ServicePage.objects.visible_to(request.user), pk=_number(request.POST.get("ajouter", ""))
    )
    if service.is_stopped:
        messages.error(request, f"« {service.title} » n'est plus proposé : il ne se demande plus.")
        return redirect("basket")
    try:
        contents.add(request, service)
    except contents.FullBasketError:
        messages.error(request, f"Une demande contient {MOST_SERVICES} services au plus : envoyez d'abord celle-ci.")
        return redirect("basket")
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"count": len(contents.ids_in(request))})
    contents.say_added(request, service)
    return HttpResponseRedirect(f"{_next(request)}#panier-{service.pk}")


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Http404("Ce service n'existe pas.")
    return int(text)


def _next(request: HttpRequest) -> str:
    """The page to return to, if it is ours."""
    wanted = request.POST.get("next", "").partition("#")[0]
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
        else reverse("basket")
    )
