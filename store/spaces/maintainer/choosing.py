"""Finding the organisation that uses the service, as people name it."""

from urllib.parse import urlencode

from django.urls import reverse

from catalogue.deployments.models import Deployment
from catalogue.services.models import ServicePage
from catalogue.territories.search import describe, likeliest_organisations

LONGEST_TEXT = 100
MOST_LISTED = 100
"""More than the communes of any postcode."""


def suggestions_for(service: ServicePage, text: str, limit: int) -> list[dict[str, str]]:
    """As js/combobox.js reads them; the last leads to the others, when there are more than `limit`."""
    found = organisations_for(service, text, limit + 1)
    if len(found) <= limit:
        return found
    everyone = f"{reverse('maintainer-choose-organisation', args=[service.slug])}?{urlencode({'q': text})}"
    return [*found[:limit], {"label": "Voir toutes les réponses", "detail": "", "url": everyone, "more": "1"}]


def organisations_for(service: ServicePage, text: str, limit: int) -> list[dict[str, str]]:
    """As js/combobox.js reads them; those that use the service already say so."""
    text = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not text:
        return []
    found = likeliest_organisations(text, limit)
    where = describe((one.territory for one in found if one.territory), text)
    known = set(
        Deployment.objects.filter(service=service, organisation__in=found).values_list("organisation_id", flat=True)
    )
    return [
        {
            "value": str(one.pk),
            "label": str(one),
            "detail": _detail(where.get(one.territory_id, one.get_kind_display()), one.pk in known),
            "url": reverse("maintainer-declare", args=[service.slug, one.pk]),
        }
        for one in found
    ]


def _detail(where: str, is_known: bool) -> str:
    return f"{where} — déjà déclarée" if is_known else where
