"""Documents put into an engine, and questions put to it."""

from itertools import count

from search.language.analysis import stems
from search.protocol import Alternative, Change, Document, QueryTerm, Request

_numbers = count(1_000)


def document(text: str = "cantine", pk: int | None = None, **fields) -> Document:
    pk = pk or next(_numbers)
    return Document(pk=pk, **{"texts": {"name": text}, "facets": {}, "name": f"Service {pk}", **fields})


def changes(*documents: Document) -> list[Change]:
    return [Change(one.pk, next(_numbers), one) for one in documents]


def put(target, *documents: Document) -> None:
    assert target.apply(changes(*documents)) == {}


def drop(target, *pks: int) -> None:
    assert target.apply(Change(pk, next(_numbers)) for pk in pks) == {}


def words(*typed: str) -> tuple[QueryTerm, ...]:
    return tuple(QueryTerm(word, (Alternative(tuple(stems(word))),)) for word in typed)


def ids(engine, **asked) -> set[int]:
    answer = engine.answer(Request(limit=100, **asked))
    assert answer.total == len(answer.ids) == engine.total(Request(**asked))
    assert engine.totals([Request(**asked), Request()]) == [answer.total, engine.total(Request())]
    return set(answer.ids)
