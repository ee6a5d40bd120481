"""« Services proches »: services for the same need as the one being read.

An engine is asked for services that share the significant words of the sheet. The first twenty are ranked by three
scores between 0 and 1: words, shared themes, organisations that use both. The weights were fitted on two thirds of
tests/search/related.yml (docs/relevance.md).
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from math import log, sqrt

from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.bitmap import Bitmap
from catalogue.foundation.caching import do_not_cache
from catalogue.foundation.french import agree, thousands
from catalogue.foundation.prepared_queries import Prepared
from catalogue.services.models import ServicePage, Theme
from catalogue.services.sheet.card import addresses_of
from search.answering.find import with_index
from search.answering.hits import Details, details_of, seen_sheets
from search.answering.query import PER_PAGE
from search.answering.telling_words import term_of, words_said
from search.answering.tiers import soon
from search.collections.services import body_text
from search.engines import kept_engines, lexicon
from search.indexing.locks import Busy
from search.protocol import Engine, EngineError, QueryTerm, Request, WordList

_log = logging.getLogger(__name__)

MOST = 4
_CANDIDATES = PER_PAGE
_BY_WORDS, _BY_THEMES, _BY_USERS = 0.6, 0.4, 0.1
"""Few organisations say what they use, so common users only separate services that are equally near."""
_ENOUGH = 0.35
"""Below this, services are not shown: they share words by accident, or a very common theme."""
_ASKED, _WORDS = 20, 16
"""How many significant words are asked for, and how many count. Fewer would be left to chance, more would be common
words."""
_FOREMOST, _SUMMARY, _BODY = 2.0, 1.5, 0.6
"""Weights of a word by where the sheet has it."""
_IN_COMMON, _IN_ORDER, _SLOPE = 0.6, 0.4, 0.2
"""How the score by words combines the share of common words and the engine's order."""


@dataclass(frozen=True)
class Near:
    """`reason`: in French, what they have in common; empty if it is only words."""

    name: str
    action: str
    url: str
    reason: str


@dataclass(frozen=True)
class _Both:
    """How many organisations use both services; `has_demo`: some of these uses are invented."""

    users: int = 0
    has_demo: bool = False


@dataclass(frozen=True)
class _Beside:
    """The sheet being read, for comparing others with it: its themes, its number of users, the others by words."""

    themes: tuple[str, ...]
    users: int
    likenesses: Mapping[int, float]

    def nearness(self, pk: int, its: Details, both: _Both) -> float:
        either = {*self.themes, *its.themes}
        by_themes = len(self.in_common(its)) / len(either) if either else 0
        uses = self.users * its.in_use
        by_users = both.users / sqrt(uses) if uses else 0
        return _BY_WORDS * self.likenesses[pk] + _BY_THEMES * by_themes + _BY_USERS * by_users

    def in_common(self, its: Details) -> list[str]:
        return [theme for theme in self.themes if theme in its.themes]


def related(page: ServicePage, themes: Sequence[Theme], user) -> list[Near]:
    """At most four, nearest first, as `user` may see them; empty if no engine answers. Five queries."""
    names = tuple(theme.name for theme in themes)
    try:
        likenesses = _likenesses(page, names)
    except (EngineError, Busy) as error:
        _log.warning("nothing is shown near service %s: %s", page.pk, error)
        do_not_cache()
        return []
    if not likenesses:
        return []
    both = _users_of_both(page.pk, likenesses)
    beside = _Beside(names, both[page.pk].users, likenesses)
    details, sheets = details_of(list(likenesses)), seen_sheets(list(likenesses), user)
    nearness = {pk: beside.nearness(pk, details[pk], both[pk]) for pk in likenesses if pk in sheets}
    near = nlargest(MOST, [pk for pk in nearness if nearness[pk] >= _ENOUGH], key=lambda pk: nearness[pk])
    addresses = addresses_of([sheets[pk] for pk in near])
    return [
        Near(sheets[pk].title, sheets[pk].action, address, _reason(beside.in_common(details[pk]), both[pk]))
        for pk, address in zip(near, addresses, strict=True)
    ]


def _likenesses(page: ServicePage, themes: Sequence[str]) -> dict[int, float]:
    """Does not build a missing index: searches do, readers should not wait."""
    if not kept_engines()[-1].exists():
        do_not_cache()
        return {}
    return with_index(lambda engine: _alike(engine, page, themes))


def _alike(engine: Engine, page: ServicePage, themes: Sequence[str]) -> dict[int, float]:
    """Id -> nearness by words, between 0 and 1, for services with one of the words in an important text."""
    everything = Request(now=soon())
    terms = telling(page, themes, lexicon().words(), engine.total(everything))
    if not terms:
        return {}
    asked = replace(everything, terms=terms, at_least=1, counted=False, quoted=False, limit=_CANDIDATES + 1)
    answer = engine.answer(replace(asked, sort="pertinence"))
    others = [pk for pk in answer.ids if pk != page.pk][:_CANDIDATES]
    has = {pk: {*range(len(terms))}.difference(answer.lacking.get(pk, ())) for pk in others}
    counting = _shared(terms, has.values())
    return {pk: _likeness(has[pk], place, counting) for place, pk in enumerate(others)}


def _shared(terms: tuple[QueryTerm, ...], has: Iterable[set[int]]) -> dict[int, float]:
    """Place -> weight of the most significant words that another sheet has.

    Engines count a rewritten document twice for a while, so a word of this sheet alone may look shared.
    """
    shared = sorted(set().union(*has))
    return {place: terms[place].worth for place in shared[:_WORDS]}


def _likeness(has: set[int], order: int, counting: Mapping[int, float]) -> float:
    in_common = sum(worth for place, worth in counting.items() if place in has) / sum(counting.values())
    return _IN_COMMON * in_common + _IN_ORDER / (1 + _SLOPE * order)


def telling(page: ServicePage, themes: Sequence[str], known: WordList, documents: int) -> tuple[QueryTerm, ...]:
    """The words that set this sheet apart and that some others share, most significant first.

    `documents`: how many the list of words covers.
    """
    words = words_said(_texts(page, themes), known)
    worth = {
        stem: word.said * log(documents / word.documents)
        for stem, word in words.items()
        if 1 < word.documents < documents
    }
    most = nlargest(_ASKED, worth, key=lambda stem: (worth[stem], stem))
    return tuple(term_of(stem, words[stem].spelling, worth[stem] / worth[most[0]]) for stem in most)


def _texts(page: ServicePage, themes: Sequence[str]) -> Iterator[tuple[str, float]]:
    for text in (page.title, page.action, " · ".join(themes)):
        yield text, _FOREMOST
    yield page.summary, _SUMMARY
    yield body_text(page), _BODY


def _reason(themes: Sequence[str], both: _Both) -> str:
    """« Même thématique : Mobilité · 3 collectivités utilisent les deux »."""
    reasons = []
    if themes:
        reasons.append(f"{agree(len(themes), 'Même thématique', 'Mêmes thématiques')}\xa0: {', '.join(themes)}")
    if both.users:
        using = agree(both.users, "collectivité utilise", "collectivités utilisent")
        demo = " (donnée de démonstration)" if both.has_demo else ""
        reasons.append(f"{thousands(both.users)}\xa0{using} les deux{demo}")
    return " · ".join(reasons)


def _users_of_both(itself: int, others: Mapping[int, float]) -> dict[int, _Both]:
    """Id -> who uses it as well as the service `itself`; of `itself`, all its users."""
    rows = _USERS.rows([itself, *others])
    kept = {pk: (Bitmap.read(users).number(), Bitmap.read(made_up).number()) for pk, users, made_up in rows}
    its, its_made_up = kept.get(itself, (0, 0))
    both = {}
    for pk, (users, made_up) in kept.items():
        shared = its & users
        both[pk] = _Both(shared.bit_count(), bool(shared & (made_up | its_made_up)))
    return defaultdict(_Both, both)


_USERS = Prepared(
    lambda pks: ServiceFigures.objects.filter(pk__in=pks).values_list("pk", "users", "made_up_users"), 1 + _CANDIDATES
)
