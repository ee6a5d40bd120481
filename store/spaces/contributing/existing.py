"""« Il existe déjà » : what answers, or resembles, the need that somebody is writing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from catalogue.needs.models import Need
from catalogue.services.models import ServicePage
from search.answering.similar import similar_needs, similar_services

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
    services = [one.hit.pk for one in similar_services(words, _MOST)]
    needs = [one.hit.pk for one in similar_needs(words, _MOST)]
    return Existing(
        _in_order(ServicePage.objects.public(), services),
        _in_order(Need.objects.public().select_related("organisation"), needs),
    )


def _in_order(rows: QuerySet, found: list[int]) -> tuple:
    """Those that are still public, nearest first."""
    known = rows.in_bulk(found) if found else {}
    return tuple(known[pk] for pk in found if pk in known)


def chosen(text: str) -> ServicePage | Need | None:
    """« service-12 », « besoin-5 »: what the person says answers their need, if anybody may see it."""
    kind, _, number = text.partition("-")
    model = _EACH.get(kind)
    if model is None or not number.isdecimal() or len(number) > 9:  # noqa: PLR2004  digits of a primary key
        return None
    return model.objects.public().filter(pk=int(number)).first()
