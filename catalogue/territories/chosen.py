"""What the query string says of territories: the one chosen, the one being looked for, and where to go next.

`?territoire=<kind>-<code>` is kept from page to page by links, not by a cookie: the address is the whole state.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from catalogue.territories.models import Territory

PARAMETER = "territoire"
_FORGOTTEN = {PARAMETER, "page"}
"""Another territory has other results: back to the first page."""


@dataclass(frozen=True)
class Question:
    """`text`: what the person typed; `suite`: the local path to go on to, empty for the territory's own page; `page`
    of what is found, as it was asked."""

    text: str
    suite: str
    page: str = ""

    def on_page(self, number: int) -> str:
        """The query string of another page of what is found."""
        kept = {"q": self.text, "suite": self.suite, "page": number if number > 1 else ""}
        return urlencode({name: value for name, value in kept.items() if value})

    def next_url(self, territory: Territory) -> str:
        if not self.suite:
            return territory.get_absolute_url()
        parts = urlsplit(self.suite)
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _FORGOTTEN]
        return urlunsplit(parts._replace(query=urlencode([*kept, (PARAMETER, territory.key)])))


def asked(request: HttpRequest) -> Question:
    """`?q=`, `?suite=` and `?page=`; a `suite` that would leave the site is dropped."""
    suite = request.GET.get("suite", "")
    text = request.GET.get("q", "").replace("\0", " ").strip()
    return Question(text, suite if _is_local(suite) else "", request.GET.get("page", ""))


def _is_local(suite: str) -> bool:
    return suite.startswith("/") and url_has_allowed_host_and_scheme(suite, allowed_hosts=None)


def chosen_territory(request: HttpRequest) -> Territory | None:
    """None when there is none, or when the key is malformed or unknown; one query per request, however often asked."""
    key = request.GET.get(PARAMETER, "")
    if not key:
        return None
    asked_before = getattr(request, "_chosen_territory", None)
    if asked_before is None or asked_before[0] != key:
        asked_before = (key, Territory.objects.by_key(key))
        request._chosen_territory = asked_before  # type: ignore[attr-defined]  # ours
    return asked_before[1]
