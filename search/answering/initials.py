"""Initials that no sheet contains: their meaning according to editors, and the nearest theme."""

from collections import defaultdict
from collections.abc import Iterable

from search.answering.query import SearchQuery
from search.answering.results import Initials, Link
from search.answering.tiers import soon
from search.answering.visit import Visit
from search.language.acronyms import Acronyms, Meaning
from search.language.analysis import stems, words_of
from search.language.plan import QueryPlan
from search.language.stemming import stem
from search.models import Acronym
from search.protocol import Alternative, Engine, Lexicon, QueryTerm, Request

_ROOT = 6
"""Letters shared by words of one family."""


def known_in(text: str, lexicon: Lexicon) -> Acronyms:
    """Initials known to editors among the words that no sheet has. One query; none if sheets have all the words."""
    unknown = [word for word in words_of(text) if not lexicon.knows(stem(word))]
    by_word: dict[str, list[Meaning]] = defaultdict(list)
    known = Acronym.objects.filter(word__in=unknown) if unknown else Acronym.objects.none()
    for word, letters, meaning, about, theme in known.values_list("word", "letters", "meaning", "about", "theme__slug"):
        by_word[word].append(Meaning(letters, meaning, about, theme or ""))
    return Acronyms({word: tuple(meanings) for word, meanings in by_word.items()})


def explained(engine: Engine, understood: QueryPlan, visit: Visit) -> list[Initials]:
    """Initials in the question that no sheet contains or spells out."""
    return [
        Initials(term.text, " ou ".join(meaning.text for meaning in meanings), _theme(engine, meanings, visit))
        for term, meanings in understood.initials
        if not engine.total(Request(terms=(term,), now=soon()))
    ]


def _theme(engine: Engine, meanings: Iterable[Meaning], visit: Visit) -> Link | None:
    """The theme chosen by editors; else the one named with a word of the field, in their order; else the most common
    theme of sheets with such a word.
    """
    themes = visit.vocabulary.labels["theme"]
    for meaning in meanings:
        slug = meaning.theme if meaning.theme in themes else ""
        slug = slug or _by_name(meaning, themes) or _by_sheets(engine, meaning)
        if slug in themes:
            everything = SearchQuery(territory=visit.key, collection=visit.collection)
            return Link(themes[slug], everything.only("theme", slug).url())
    return None


def _by_name(meaning: Meaning, themes: dict[str, str]) -> str:
    """« écologie » is close to « Transition écologique ». Prefers the shortest name with the word."""
    named = {slug: {_root(word) for word in stems(label)} for slug, label in themes.items()}
    for word in (*stems(meaning.about), *stems(meaning.text)):
        those = [slug for slug, words in named.items() if _root(word) in words]
        if those:
            return min(those, key=lambda slug: (len(named[slug]), slug))
    return ""


def _root(stem: str) -> str:
    return stem[:_ROOT]


def _by_sheets(engine: Engine, meaning: Meaning) -> str:
    ways = tuple(Alternative((stem,)) for stem in stems(meaning.about))
    if not ways:
        return ""
    counts = engine.answer(Request(terms=(QueryTerm(meaning.about, ways),), limit=1, now=soon())).counts["theme"]
    return max(counts, key=lambda slug: (counts[slug], slug), default="")
