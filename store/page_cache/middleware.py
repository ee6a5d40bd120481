"""Serves visitors who are not signed in from the page cache, and answers 304 to browsers that have the page.

First in the list of middleware, so that what it caches has all its headers. See decision 0019.
"""

import gzip
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TypeGuard

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from catalogue.foundation.caching import CachingNotes, reading_version, taking_notes
from store.headers import ADMIN_PREFIX
from store.limits import READING, TooManyError
from store.page_cache.cached_pages import CachedPage, PageCache, PageKey
from store.page_cache.content_version import content_version
from store.page_cache.lifetime import expiry_of

_EXCLUDED = (ADMIN_PREFIX, settings.STATIC_URL, settings.MEDIA_URL, "/api/", "/sante/", "/metrics")
_LONGEST_ADDRESS = 1_000
_PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
"""The CSRF cookie is not one: a page that uses it sets it again, so it is never cached."""
_CACHEABLE_VARIATIONS = {"cookie", "accept-encoding"}
_BODY_HEADERS = {"content-type", "content-length", "content-encoding"}
_WORTH_COMPRESSING = 200
"""Bytes, as in Django's GZipMiddleware."""

pages = PageCache(lambda: settings.PAGE_CACHE_MEGABYTES * 1_000_000)


class PageCacheMiddleware(GZipMiddleware):
    """Replaces GZipMiddleware: cached pages are compressed once, everything else as Django does it."""

    async_capable = False
    get_response: Callable[[HttpRequest], HttpResponseBase]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READING or request.path.startswith(_EXCLUDED):
            return self.process_response(request, self.get_response(request))
        # Inside a transaction (a test), pages may show what will never be committed.
        version = None if connection.in_atomic_block else content_version()
        with reading_version(version):
            return self._answer(request, version)

    def _answer(self, request: HttpRequest, version: int | None) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return self.process_response(request, self.get_response(request))
        if version is not None and (page := pages.get(key)) and page.is_fresh(version, timezone.now()):
            try:
                for effect in page.effects:
                    effect(request)
            except TooManyError:  # LimitsMiddleware answers that
                return self.process_response(request, self.get_response(request))
            return _serve(request, page)
        return self._build(request, key, version)

    def _build(self, request: HttpRequest, key: PageKey, version: int | None) -> HttpResponseBase:
        built = timezone.now()
        with taking_notes() as notes:
            response = self.get_response(request)
        if not _is_public(response):
            return self.process_response(request, response)
        _sign(response)
        kept = request.method == "GET" and settings.PAGE_CACHE_MEGABYTES and _is_cacheable(response, notes)
        if version is not None and kept:
            with suppress(Error):  # the database has just gone away
                page = _cached(response, notes, version, built)
                pages.put(key, page)
                return _serve(request, page, response)
        if _has_it(request, response["ETag"]):
            return _not_modified(response.items())
        return self.process_response(request, response)


def _key(request: HttpRequest) -> PageKey | None:
    """None when the response depends on the person."""
    if "Authorization" in request.headers or any(name in request.COOKIES for name in _PERSONAL_COOKIES):
        return None
    try:
        host = request.get_host().lower()
    except SuspiciousOperation:
        return None
    key = PageKey(request.scheme or "", host, request.path, request.META.get("QUERY_STRING", ""))
    return key if sum(map(len, key)) <= _LONGEST_ADDRESS else None


def _is_public(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    directives = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    if response.streaming or response.cookies or response.has_header("Content-Encoding"):
        return False
    return response.status_code == HTTPStatus.OK and not directives & {"private", "no-store"}


def _is_cacheable(response: HttpResponse, notes: CachingNotes) -> bool:
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return notes.cacheable and varies <= _CACHEABLE_VARIATIONS


def _sign(response: HttpResponse) -> None:
    """`no-cache` lets browsers keep the page, provided they ask whether it is still current."""
    if len(response.content) >= _WORTH_COMPRESSING:
        patch_vary_headers(response, ["Accept-Encoding"])
    response.setdefault("Cache-Control", "no-cache")
    response.setdefault("ETag", f'"{sha256(response.content).hexdigest()[:32]}"')


def _cached(response: HttpResponse, notes: CachingNotes, version: int, built: datetime) -> CachedPage:
    return CachedPage(
        version,
        built,
        expiry_of(version, built),
        tuple(response.items()),
        gzip.compress(response.content, 6, mtime=0),
        len(response.content),
        tuple(notes.effects),
    )


def _serve(request: HttpRequest, page: CachedPage, response: HttpResponse | None = None) -> HttpResponse:
    """`response` is the one the page was cached from, when it has just been built."""
    headers = dict(page.headers)
    if _has_it(request, headers["ETag"]):
        return _not_modified(page.headers)
    accepts_gzip = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    compressed = accepts_gzip and page.length >= _WORTH_COMPRESSING
    if response is None:
        response = HttpResponse(page.body if compressed else page.plain_body, headers=headers)
    elif compressed:
        response.content = page.body
    if compressed:
        response["ETag"] = _weak(headers["ETag"])
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response


def _has_it(request: HttpRequest, etag: str) -> bool:
    """Whether the browser already has this page, compressed or not."""
    named = request.META.get("HTTP_IF_NONE_MATCH", "")
    known = parse_etags(named) if named else []
    return known == ["*"] or _weak(etag) in map(_weak, known)


def _weak(etag: str) -> str:
    return etag if etag.startswith("W/") else f"W/{etag}"


def _not_modified(headers: Iterable[tuple[str, str]]) -> HttpResponse:
    """With the headers of the page, which browsers update theirs with."""
    return HttpResponseNotModified(
        headers={name: value for name, value in headers if name.lower() not in _BODY_HEADERS}
    )
