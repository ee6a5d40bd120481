"""Redacts secrets from logs: links of mails, tokens, sign-in codes.

Every record is redacted when it is created, before any handler or formatter, tracebacks included: those of Django,
gunicorn and libraries too. URLs that take a token are found in the URLconf.
"""

import logging
import logging.config
import re
import sys
from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver

HIDDEN = "[masqué]"
_SECRETS = re.compile(r"<(?:\w+:)?(?:token|secret|signature)>|\(\?P<(?:token|secret|signature)>")
_ARGUMENT = re.compile(r"<[^>]+>|\([^)]*\)")
_SEGMENT = r"[^\s/?&#\"'<>]+"
_SLASH = r"(?:/|%2F|%252F)"
_COLON = r"(?::|%3A|%253A)"
_SIGNED = re.compile(rf"[\w.\-]+{_COLON}(?:[\w\-]{{4,12}}{_COLON})?[\w\-]{{43}}(?![\w\-])", re.IGNORECASE)
"""A value signed by `django.core.signing`: the value, sometimes a timestamp, 43 characters."""
_OF_THE_API = re.compile(r"\bstore_[\w\-]{16,}")
_BEARER = re.compile(r"(\b(?:Bearer|Basic)(?:\s|%20)+)[\w.~+/\-]+=*", re.IGNORECASE)
_IN_QUERIES = re.compile(
    r"(\b(?:access_token|id_token|id_token_hint|refresh_token|client_secret|code_verifier|token|password"
    r"|csrfmiddlewaretoken|csrftoken|sessionid|__Host-session|__Host-csrf)(?:=|%3D))[^\s&;\"'<>]+"
    r"|(\b(?:code|state|nonce)(?:=|%3D))[^\s&;\"'<>]{12,}",
    re.IGNORECASE,
)
_make_standard_record = logging.getLogRecordFactory()
_in_words = logging.Formatter().formatException
_with_secrets: dict[str, re.Pattern[str]] = {}


def redact(text: str) -> str:
    if addresses := _addresses_with_secrets():
        text = addresses.sub(rf"\1{HIDDEN}", text)
    text = _BEARER.sub(rf"\1{HIDDEN}", text)
    text = _IN_QUERIES.sub(lambda found: f"{found[1] or found[2]}{HIDDEN}", text)
    return _OF_THE_API.sub(HIDDEN, _SIGNED.sub(HIDDEN, text))


def make_record(*args, **kwargs) -> logging.LogRecord:
    record = _make_standard_record(*args, **kwargs)
    try:
        said = record.getMessage()
    except (TypeError, ValueError, KeyError):  # bad format arguments: handlers report them
        return record
    if (clean := redact(said)) != said:
        record.msg, record.args = clean, None
    if record.exc_info and record.exc_info[0] and not record.exc_text:
        record.exc_text = redact(_in_words(record.exc_info))  # formatters use it as it is
    if record.stack_info:
        record.stack_info = redact(record.stack_info)
    return record


def configure(logging_settings: dict) -> None:
    """The LOGGING_CONFIG of the settings."""
    logging.setLogRecordFactory(make_record)
    logging.config.dictConfig(logging_settings)


def _addresses_with_secrets() -> re.Pattern[str] | None:
    """None before the URLconf is loaded, hence before any request."""
    name = settings.ROOT_URLCONF
    patterns = getattr(sys.modules.get(name), "urlpatterns", None)
    if patterns is None:
        return None
    if name not in _with_secrets:
        ways = "|".join(sorted(set(_ways_to_secrets(patterns)), key=len, reverse=True))
        _with_secrets[name] = re.compile(rf"({_SLASH}(?:{ways})){_SEGMENT}", re.IGNORECASE)
    return _with_secrets[name]


def _ways_to_secrets(patterns: list, before: str = "") -> Iterator[str]:
    """Patterns of what precedes each secret in a URL; other arguments match any segment."""
    for one in patterns:
        route = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from _ways_to_secrets(one.url_patterns, route)
        elif isinstance(one, URLPattern) and (secret := _SECRETS.search(route)):
            parts = [re.escape(part) for part in _ARGUMENT.split(route[: secret.start()])]
            yield _SEGMENT.join(parts).replace("/", _SLASH)
