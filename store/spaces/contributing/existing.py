"""« Il existe déjà » : what answers, or resembles, the need that somebody is writing."""

from dataclasses import dataclass
from typing import Any

from catalogue.foundation.text import row_number
from catalogue.needs.models import Need
from catalogue.services.models import ServicePage
from search.answering.need_hits import NeedHit
from search.answering.results import Hit
from search.answering.similar import similar_needs, similar_services

_MOST = 4
_SHORTEST = 3
"""Letters under which nothing is looked for."""
_EACH: dict[str, Any] = {"service": ServicePage, "besoin": Need}


@dataclass(frozen=True)
class Existing:
    services: tuple[Hit, ...] = ()
    needs: tuple[NeedHit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.services or self.needs)


def existing_for(words: str) -> Existing:
    """Services and needs that anybody may see, nearest first; nothing before three letters."""
    words = words.strip()
    if len(words) < _SHORTEST:
        return Existing()
    return Existing(
        tuple(one.hit for one in similar_services(words, _MOST)), tuple(one.hit for one in similar_needs(words, _MOST))
    )


def chosen(text: str) -> ServicePage | Need | None:
    """« service-12 », « besoin-5 »: what the person says answers their need, if anybody may see it."""
    kind, _, number = text.partition("-")
    model, pk = _EACH.get(kind), row_number(number)
    return model.objects.public().filter(pk=pk).first() if model and pk else None
