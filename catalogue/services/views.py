"""What a visitor asks of a sheet beyond reading it."""

import math
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalogue.services.caller import caller_address
from catalogue.services.models import ServicePage
from catalogue.services.models.allowance import Allowance
from catalogue.services.sheet import territory_query

CONTACT_LIMIT = 20
CONTACT_WINDOW = timedelta(hours=1)


@never_cache
@require_POST
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """The team's generic address, to whoever may read the sheet and asks for it by pressing the button."""
    page = get_object_or_404(ServicePage.objects.live(), slug=slug)
    if not page.may_be_read_by(request) or not page.contact_email:
        raise Http404("Pas d'adresse à afficher")
    context = {"page": page, "back": f"{page.get_url(request)}{territory_query(request)}"}
    wait = Allowance.objects.take("contact", caller_address(request), limit=CONTACT_LIMIT, window=CONTACT_WINDOW)
    if wait:
        minutes = math.ceil(wait / 60)
        response = render(request, "services/contact_later.html", {**context, "minutes": minutes}, status=429)
        response["Retry-After"] = str(wait)
        return response
    return render(request, "services/contact.html", context)
