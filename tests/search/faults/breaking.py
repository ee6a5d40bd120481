"""The ways in which what stands between us and Elasticsearch, or Elasticsearch itself, fails us."""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

_JSON = {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}
_REASONS = {
    400: ("document_parsing_exception", "[1:1] failed to parse a field of the document"),
    429: ("es_rejected_execution_exception", "rejected execution: the queue is full"),
    500: ("translog_exception", "the disk does not answer"),
    503: ("unavailable_shards_exception", "primary shard is not active"),
}


class Answer(NamedTuple):
    """`length`: what it says of its body, which a HEAD request does not get."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    length: str | None = None


class Exchange(Protocol):
    """A request that has arrived: see tests/search/faults/proxy.py."""

    @property
    def request_read(self): ...

    def passed_on(self, body: bytes | None = None) -> Answer: ...

    def give(self, answer: Answer, pause: float = 0) -> None: ...

    def wait_until_healed(self) -> None: ...

    def reset(self) -> None: ...


@dataclass(frozen=True)
class Fault:
    """None at all. `on`: the part of a path that tells which requests fail; all of them when it is empty."""

    on: str = field(default="", kw_only=True)

    def meet(self, exchange: Exchange) -> None:
        exchange.give(exchange.passed_on())


@dataclass(frozen=True)
class Late(Fault):
    seconds: float

    def meet(self, exchange: Exchange) -> None:
        threading.Event().wait(self.seconds)
        super().meet(exchange)


@dataclass(frozen=True)
class Reset(Fault):
    """`done`: whether Elasticsearch has done its work by then."""

    done: bool = False

    def meet(self, exchange: Exchange) -> None:
        if self.done:
            exchange.passed_on()
        exchange.reset()


@dataclass(frozen=True)
class Silence(Reset):
    """The connection stays open, and nothing comes."""

    def meet(self, exchange: Exchange) -> None:
        if self.done:
            exchange.passed_on()
        exchange.wait_until_healed()
        exchange.reset()


@dataclass(frozen=True)
class Drops(Fault):
    """The answer comes, one byte every so many `seconds`."""

    seconds: float

    def meet(self, exchange: Exchange) -> None:
        exchange.give(exchange.passed_on(), pause=self.seconds)


@dataclass(frozen=True)
class Refusal(Fault):
    """The whole request is turned away with this status."""

    status: int

    def meet(self, exchange: Exchange) -> None:
        said = {"error": _error(self.status), "status": self.status}
        exchange.give(Answer(self.status, json.dumps(said).encode(), _JSON))


@dataclass(frozen=True)
class SomeItems(Fault):
    """Of a bulk, these documents get this status without reaching Elasticsearch, which gets the others."""

    statuses: Mapping[int, int]
    on: str = field(default="_bulk", kw_only=True)

    def meet(self, exchange: Exchange) -> None:
        items = list(_items(exchange.request_read.body))
        kept = b"".join(item.lines for item in items if item.pk not in self.statuses)
        given = exchange.passed_on(kept) if kept else Answer(200, b'{"took": 0, "items": []}', _JSON)
        said = json.loads(given.body)
        verdicts = iter(said["items"])
        said["items"] = [self._refused(item) if item.pk in self.statuses else next(verdicts) for item in items]
        said["errors"] = said.get("errors", False) or len(said["items"]) > sum(i.pk not in self.statuses for i in items)
        exchange.give(Answer(given.status, json.dumps(said).encode(), given.headers))

    def _refused(self, item: "Item") -> dict:
        status = self.statuses[item.pk]
        return {item.action: {"_index": "index", "_id": str(item.pk), "status": status, "error": _error(status)}}


class Item(NamedTuple):
    """`lines`: as they are in the bulk."""

    action: str
    pk: int
    lines: bytes


def _items(bulk: bytes) -> Iterator[Item]:
    lines = iter(bulk.splitlines(keepends=True))
    for line in lines:
        ((action, named),) = json.loads(line).items()
        yield Item(action, int(named["_id"]), line if action == "delete" else line + next(lines))


def _error(status: int) -> dict[str, str]:
    kind, reason = _REASONS[status]
    return {"type": kind, "reason": reason}
