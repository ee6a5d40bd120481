"""Rate limits: the table of all limits, one way to count, one response (429).

A public form or page is a row with the name of its URL, and needs nothing else. What is counted by something else than
the caller (an account, a service) calls `spend`.
"""

import logging
import math
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from catalogue.foundation.caching import on_every_response
from catalogue.foundation.callers import caller_address, key_of, window_of
from catalogue.foundation.french import quantity
from catalogue.services.models import Announcement
from catalogue.services.models.allowance import Allowance
from catalogue.services.news.announcing import announced

log = logging.getLogger(__name__)
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
READING, SENDING = frozenset({"GET", "HEAD"}), frozenset({"POST"})

Who = Callable[[HttpRequest, dict], str]


def caller(request: HttpRequest, arguments: dict) -> str:
    return caller_address(request)


def account(request: HttpRequest, arguments: dict) -> str:
    """One name for all that opens one account: the form of Django strips and normalises what is typed."""
    typed = AuthenticationForm().fields["username"].to_python(request.POST.get("username", ""))
    return normalize("NFKC", typed or "").casefold().strip()


def signed_in(request: HttpRequest, arguments: dict) -> str:
    return str(request.user.pk)


def thing(request: HttpRequest, arguments: dict) -> str:
    """The first argument of the URL: what a shared password opens, whichever page asks for it."""
    return str(next(iter(arguments.values()), ""))


@dataclass(frozen=True)
class Limit:
    """At most `most` in a `window` for each `who`. `said`: a sentence that says what there was too much of.

    `addresses`: names of URLs where requests by `methods` are counted before the view runs; if empty, the code calls
    `spend`. `in_files`: see `_file_count`.
    """

    name: str
    most: int
    window: timedelta
    said: str
    addresses: tuple[str, ...] = ()
    who: Who = caller
    methods: frozenset[str] = SENDING
    in_files: bool = False


_SHARED_PASSWORD = ("wagtailcore_authenticate_with_password", "wagtaildocs_authenticate_with_password")
_TRIED = "Beaucoup de mots de passe ont été essayés en peu de temps"
_PROTECTED = "Pour protéger les comptes, nous faisons une pause."

ANY_FORM = Limit("any-form", 300, HOUR, "Beaucoup de formulaires ont été envoyés en peu de temps depuis votre réseau.")
"""For any form sent without signing in, besides its own limit."""

_TABLE = (
    ANY_FORM,
    Limit("sign-in", 20, QUARTER, f"{_TRIED} depuis votre réseau. {_PROTECTED}", ("sign-in",)),
    Limit("password", 10, QUARTER, f"{_TRIED} pour ce compte. {_PROTECTED}", ("sign-in",), account),
    Limit("demo-sign-in", 120, HOUR, "Beaucoup de connexions viennent de votre réseau.", ("demo-sign-in",)),
    Limit("proconnect", 60, QUARTER, "Beaucoup de connexions viennent de votre réseau.", ("proconnect",)),
    Limit("shared-password", 10, QUARTER, f"{_TRIED} depuis votre réseau.", _SHARED_PASSWORD),
    Limit("shared-password-of-one", 200, QUARTER, f"{_TRIED} pour cette page.", _SHARED_PASSWORD, thing),
    Limit(
        "contact", 20, HOUR, "Beaucoup d'adresses ont été affichées en peu de temps depuis votre réseau.", ("contact",)
    ),
    Limit(
        "basket", 120, HOUR, "Beaucoup de services ont été ajoutés ou retirés depuis votre réseau.", ("basket-change",)
    ),
    # Every submission, invalid ones included; accepted requests count below.
    Limit("basket-sent", 120, HOUR, "Beaucoup de demandes viennent de votre réseau.", ("basket",)),
    Limit(
        "ask-without-account",
        10,
        timedelta(hours=6),
        "Beaucoup de demandes viennent d'être envoyées depuis votre réseau : rien n'est parti.",
    ),
    # Global: the Store must not be used to mail thousands of strangers, however many callers ask.
    Limit("mail-to-confirm-in-all", 600, HOUR, "Beaucoup de demandes arrivent en ce moment : rien n'est parti."),
    Limit(
        "confirm-request",
        60,
        HOUR,
        "Beaucoup de réponses sont parties de votre réseau.",
        ("confirm-request", "withdraw-request"),
    ),
    # Its button proposes; while people type, its script asks for similar services.
    Limit("propose-page", 300, HOUR, "Beaucoup de propositions viennent de votre réseau.", ("propose-service",)),
    Limit(
        "propose",
        5,
        timedelta(hours=6),
        "Beaucoup de propositions viennent d'être envoyées depuis votre réseau : rien n'est parti.",
    ),
    # Global: bounds how many drafts a distributed attack can create.
    Limit("propose-in-all", 200, DAY, "Beaucoup de propositions sont arrivées aujourd'hui : rien n'est parti."),
    Limit("confirm-link", 60, HOUR, "Beaucoup de réponses sont parties de votre réseau.", ("confirm-by-link",)),
    # Mail providers unsubscribe from their own servers, for all of their users.
    Limit("mail-link", 3_000, HOUR, "Beaucoup de choix ont été envoyés depuis votre réseau.", ("mail-link",)),
    Limit(
        "search",
        1_200,
        timedelta(minutes=10),
        "Beaucoup de recherches viennent de votre réseau.",
        (
            *(
                "catalogue",
                "suggestions",
                "theme",
                "needs",
                "need-suggestions",
                "grants",
                "grant-suggestions",
                "needs-existing",
            ),
            *("territory-search", "results-feed", "comparison"),
        ),
        methods=READING,
        in_files=True,
    ),
    Limit(
        "files",
        120,
        timedelta(minutes=10),
        "Beaucoup de fichiers ont été demandés en peu de temps depuis votre réseau.",
        tuple(
            f"{what}-{ending}"
            for what in ("results", "users", "users-standing", "statistics")
            for ending in ("csv", "xlsx")
        ),
        methods=READING,
        in_files=True,
    ),
    # Against guessing its token; a scrape every five seconds passes.
    Limit(
        "metrics",
        150,
        timedelta(minutes=10),
        "Beaucoup de relevés viennent de votre réseau.",
        ("metrics",),
        methods=READING,
        in_files=True,
    ),
    Limit("own-account", 30, HOUR, f"{_TRIED} pour ce compte. {_PROTECTED}", ("wagtailadmin_account",), signed_in),
    # By service.
    Limit("announcement", 10, DAY, "Votre équipe a fait beaucoup d'annonces aujourd'hui."),
    # By account.
    Limit("attachment", 5, DAY, "Vous avez fait beaucoup de demandes de rattachement aujourd'hui."),
    Limit("address", 5, DAY, "Vous avez demandé beaucoup de changements d'adresse aujourd'hui."),
    # By mailbox, so that nobody is pestered.
    Limit("address-written-to", 3, DAY, "Beaucoup de liens ont été envoyés à cette adresse aujourd'hui."),
    # By organisation, so that others find somebody to ask too.
    Limit("feedback", 10, DAY, "Votre collectivité a posé beaucoup de questions aujourd'hui."),
    Limit("feedback-message", 40, DAY, "Vous avez écrit beaucoup de messages aujourd'hui."),
    # By e-mail address, since anybody may type one.
    Limit(
        "mail-to-confirm",
        4,
        timedelta(hours=6),
        "Plusieurs courriels ont déjà été envoyés à cette adresse : rien de plus n'est parti.",
    ),
    # By address, by token.
    Limit("api-unknown", 100, HOUR, "Beaucoup de requêtes portent un jeton qui n'ouvre rien."),
    Limit("api", 1_000, HOUR, "Ce jeton a beaucoup servi."),
    Limit("api-bulk", 60, HOUR, "Ce jeton a envoyé beaucoup de lots."),
)
LIMITS = {limit.name: limit for limit in _TABLE}


class TooManyError(Exception):
    """A limit is exceeded; `wait`: seconds until the next use is allowed."""

    def __init__(self, limit: Limit, wait: int) -> None:
        super().__init__(f"{limit.name}: wait {wait} s")
        self.limit, self.wait = limit, wait

    @property
    def sentence(self) -> str:
        return f"{self.limit.said} Réessayez dans {in_words(self.wait)}."

    def mark(self, response: HttpResponse) -> HttpResponse:
        """For a page that keeps what was typed and says why it was refused."""
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(self.wait)
        add_never_cache_headers(response)
        return response

    def page(self, request: HttpRequest) -> HttpResponse:
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return self.mark(JsonResponse({"items": [], "message": self.sentence}))
        context = {"sentence": self.sentence, "back": _page_before(request)}
        return self.mark(render(request, "429.html", context))


def spend(name: str, who: str) -> None:
    """Count one use of this limit for `who`. Raises TooManyError beyond it.

    If uncaught, the error becomes a 429 page.
    """
    limit = LIMITS[name]
    if wait := _file_count(limit, who) if limit.in_files else _database_count(limit, who):
        raise TooManyError(limit, wait)


def limits_at(address: str, method: str) -> list[Limit]:
    """The limits counted before the view of this name runs, besides ANY_FORM."""
    return [limit for limit in LIMITS.values() if address in limit.addresses and method in limit.methods]


def in_words(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes > 60:  # noqa: PLR2004  minutes of an hour
        return f"{math.ceil(minutes / 60)} heures"
    return quantity(minutes, "minute")


class LimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match, method = request.resolver_match, request.method or ""
        if match is None:
            return None
        limits = limits_at(match.view_name, method)
        if method in SENDING and not request.user.is_authenticated and "api-v1" not in match.namespaces:
            limits.append(ANY_FORM)
        arguments = match.kwargs

        def spend_all(request: HttpRequest) -> None:
            for limit in limits:
                spend(limit.name, limit.who(request, arguments))

        try:
            if limits:
                on_every_response(request, spend_all)
        except TooManyError as error:
            return error.page(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return exception.page(request) if isinstance(exception, TooManyError) else None


@receiver(announced)
def count_announcement(sender, announcement: Announcement, **kwargs) -> None:
    """Each announcement is a mail to all the users of the service. Beyond the limit, it is not made."""
    if not announcement.is_demo:
        spend("announcement", str(announcement.service_id))


def _database_count(limit: Limit, who: str) -> int:
    return Allowance.objects.take(limit.name, who, limit=limit.most, window=limit.window)


def _file_count(limit: Limit, who: str) -> int:
    """Counts in files rather than in the database: reading must not write there, nor wait for writers.

    Each use appends one byte to a file, whose size is the count across processes.
    """
    if not settings.LIMIT_READING:
        return 0
    now = timezone.now()
    opened = window_of(now, limit.window)
    folder = settings.LIMITS_DIR / f"{limit.name}-{opened.timestamp():.0f}"
    try:
        used = _one_more_byte(folder, key_of(limit.name, who, opened), limit.most)
    except OSError:  # e.g. a full disk: let people search
        log.exception("The limit %s is not counted", limit.name)
        return 0
    return max(1, int((opened + limit.window - now).total_seconds())) if used > limit.most else 0


def _one_more_byte(folder: Path, name: str, most: int) -> int:
    """The rank of this use. Beyond the limit nothing is written: files never exceed `most` bytes."""
    if not folder.exists():
        _begin(folder)
    file = os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if (size := os.fstat(file).st_size) >= most:
            return size + 1
        os.write(file, b".")
        return os.lseek(file, 0, os.SEEK_CUR)
    finally:
        os.close(file)


def _begin(folder: Path) -> None:
    """Start a new window and delete the files of former ones."""
    name, _, opened = folder.name.rpartition("-")
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.glob(f"{name}-*"):
        if int(other.name.rpartition("-")[2]) < int(opened):  # another machine may be ahead of us
            shutil.rmtree(other, ignore_errors=True)


def _page_before(request: HttpRequest) -> str:
    """The referrer, if it is one of our pages."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else "/"
