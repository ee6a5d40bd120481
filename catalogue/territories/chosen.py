"""What the query string says about territories: the one chosen, the one searched for, and where to go next.

Links carry `?territoire=<kind>-<code>` from page to page. There is no cookie: the address is the whole state.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from catalogue.territories.models import Territory

PARAMETER = "territoire"
_FORGOTTEN = {PARAMETER, "page"}
"""Dropped when another territory is chosen, since its results are different."""


@dataclass(frozen=True)
class Question:
    """`text`: what was typed. `suite`: the local path to go to next; empty means the territory's own page. `page`: the
    page of results that was requested, as typed.
    """

    text: str
    suite: str
    page: str = ""

    def on_page(self, number: int) -> str:
        """The query string of another page of results."""
        kept = {"q": self.text, "suite": self.suite, "page": number if number > 1 else ""}
        return urlencode({name: value for name, value in kept.items() if value})

    def next_url(self, territory: Territory) -> str:
        if not self.suite:
            return territory.get_absolute_url()
        parts = urlsplit(self.suite)
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _FORGOTTEN]
        return urlunsplit(parts._replace(query=urlencode([*kept, (PARAMETER, territory.key)])))


def question_of(request: HttpRequest) -> Question:
    """Reads `?q=`, `?suite=` and `?page=`; ignores a `suite` that leads to another site."""
    suite = request.GET.get("suite", "")
    text = request.GET.get("q", "").replace("\0", " ").strip()
    return Question(text, suite if _is_local(suite) else "", request.GET.get("page", ""))


def _is_local(suite: str) -> bool:
    return suite.startswith("/") and url_has_allowed_host_and_scheme(suite, allowed_hosts=None)


def chosen_territory(request: HttpRequest) -> Territory | None:
    """None if there is none or if its key is malformed or unknown. At most one query per request."""
    key = request.GET.get(PARAMETER, "")
    if not key:
        return None
    asked_before = getattr(request, "_chosen_territory", None)
    if asked_before is None or asked_before[0] != key:
        asked_before = (key, Territory.objects.by_key(key))
        request._chosen_territory = asked_before  # type: ignore[attr-defined]  # ours
    return asked_before[1]
