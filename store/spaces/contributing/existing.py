"""« Il existe déjà » : what answers, or resembles, the need that somebody is writing."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from catalogue.needs.models import Need
from catalogue.services.models import ServicePage
from search.answering.find import find
from search.answering.query import SearchQuery

_MOST = 4
_SHORTEST = 3
"""Letters under which nothing is looked for."""
_EACH: dict[str, Any] = {"service": ServicePage, "besoin": Need}


@dataclass(frozen=True)
class Existing:
    services: tuple[ServicePage, ...] = ()
    needs: tuple[Need, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.services or self.needs)


def existing_for(words: str) -> Existing:
    """Services and needs that anybody may see; nothing before three letters."""
    words = words.strip()
    if len(words) < _SHORTEST:
        return Existing()
    return Existing(_services(words), _needs(words))


def _services(words: str) -> tuple[ServicePage, ...]:
    results = find(SearchQuery(q=words), AnonymousUser())
    hits = [hit.pk for hit in results.hits[: results.full or None]][:_MOST]
    found = ServicePage.objects.public().in_bulk(hits)
    return tuple(found[pk] for pk in hits if pk in found)


def _needs(words: str) -> tuple[Need, ...]:
    long = sorted((word for word in words.split() if len(word) > _SHORTEST), key=len, reverse=True)[:2]
    if not long:
        return ()
    rows = Need.objects.public().filter(**{"title__icontains": long[0]}).select_related("organisation")
    return tuple(rows.order_by("-public_since")[:_MOST])


def chosen(text: str) -> ServicePage | Need | None:
    """« service-12 », « besoin-5 »: what the person says answers their need, if anybody may see it."""
    kind, _, number = text.partition("-")
    model = _EACH.get(kind)
    if model is None or not number.isdecimal() or len(number) > 9:  # noqa: PLR2004  digits of a primary key
        return None
    return model.objects.public().filter(pk=int(number)).first()
