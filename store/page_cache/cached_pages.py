"""The pages kept by this process: least recently used first out, bounded in bytes."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from catalogue.foundation.caching import Effect

_OVERHEAD = 3_000
"""Bytes of an entry besides its body: headers and bookkeeping."""
_LARGEST_SHARE = 16
"""A page larger than this fraction of the cache would evict too many others."""


class PageKey(NamedTuple):
    scheme: str
    host: str
    path: str
    query: str


@dataclass(frozen=True)
class CachedPage:
    """A page built from one version of the content, valid from `built` until `expires`. `body` is gzipped; `length` is
    the size of the page itself.
    """

    version: int
    built: datetime
    expires: datetime
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int
    effects: tuple[Effect, ...] = ()

    def is_fresh(self, version: int, now: datetime) -> bool:
        return version == self.version and self.built <= now < self.expires

    @property
    def plain_body(self) -> bytes:
        return gzip.decompress(self.body)


class PageCache:
    def __init__(self, capacity: Callable[[], int]) -> None:
        """`capacity` returns a number of bytes; it is read each time a page is added."""
        self._capacity, self._lock = capacity, Lock()
        self._pages: OrderedDict[PageKey, CachedPage] = OrderedDict()
        self._bytes = 0

    def get(self, key: PageKey) -> CachedPage | None:
        with self._lock:
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def put(self, key: PageKey, page: CachedPage) -> None:
        capacity = self._capacity()
        with self._lock:
            self._drop(key)
            if _size(key, page) > capacity / _LARGEST_SHARE:
                return
            self._pages[key] = page
            self._bytes += _size(key, page)
            while self._bytes > capacity:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def _drop(self, key: PageKey) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= _size(key, page)


def _size(key: PageKey, page: CachedPage) -> int:
    return len(page.body) + 2 * sum(map(len, key)) + _OVERHEAD
