"""Requests with impossible values, and an unavailable database, get a proper page instead of a 500.

Numbers of thirty digits, words in place of numbers and NUL characters all fail at the same point, for every URL and
form, ours and the admin's: where values are prepared for the database. See decision 0013.
"""

import logging
import re
import sys
import sysconfig
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from traceback import walk_tb

import django
import wagtail
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request, page_not_found, server_error

from catalogue.foundation import kept_addresses
from store.api.problem_details import problem

log = logging.getLogger(__name__)
RETRY_AFTER = 60
_UNUSABLE = (ValueError, TypeError, OverflowError, ValidationError, DataError)
_ANSWERED_BY_THE_ADMIN = (*_UNUSABLE, NoReverseMatch)
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)
_DJANGO, _WAGTAIL = (str(Path(package.__path__[0])) for package in (django, wagtail))
_DATABASE, _VIEWS = (f"{_DJANGO}/{part}/" for part in ("db", "views"))
_PACKAGES = tuple(sysconfig.get_path(name) for name in ("purelib", "platlib"))
_PYTHON = (*(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")), "<")
_SQLITE_IS_AWAY = ("unable to open", "is locked", "disk I/O", "disk is full", "readonly")
_POSTGRESQL_IS_AWAY = frozenset(("08", "40", "53", "55", "57"))
"""Classes of SQLSTATE: connection, deadlock, resources, locks, operator's intervention."""


_LARGEST = 2**63 - 1
_TELLING = 3  # characters: shorter values occur in any message
_QUOTED = 150  # characters: Python quotes the beginning of longer values
_LIMITS = re.compile(r"[\s,;:/|&=.]+")


class OdditiesMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            return _nothing_there(request, ValueError("NUL in an address"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, IncorrectLookupParameters):
            return HttpResponseRedirect(request.path)  # without the unknown filters
        causes = (_is_of_a_value, _is_of_a_missing_field, _is_of_a_form)
        if _is_odd_question(error) or any(is_cause(error, request) for is_cause in causes):
            log.warning("%s %r: %s", request.method, request.path, error, exc_info=error)
            return _nothing_there(request, error)
        return unavailable(request, error) if _is_away(error) else None


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: the database may also be missing before any view runs, for the session."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if error and _is_away(error) else server_error(request)


def _is_away(error: BaseException | None) -> bool:
    """Whether the database is unreachable or out of resources; a missing table is a bug."""
    if isinstance(error, InterfaceError) or not isinstance(error, OperationalError):
        return isinstance(error, InterfaceError)
    if connection.vendor == "sqlite":
        return any(said in str(error) for said in _SQLITE_IS_AWAY)
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state[:2] in _POSTGRESQL_IS_AWAY


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Renders without the database."""
    log.error("The database does not answer: %s", error, exc_info=error)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if _is_of_a_program(request):
        response: HttpResponse = problem(status, "Le Store est momentanément indisponible : réessayez dans une minute.")
    else:
        response = HttpResponse(render_to_string("503.html"), status=status)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


def _nothing_there(request: HttpRequest, error: Exception) -> HttpResponse:
    """404 for reading an impossible value, 400 for sending one."""
    is_read = request.method in ("GET", "HEAD")
    if _is_of_a_program(request):
        return problem(404, "Il n'y a rien à cette adresse.") if is_read else problem(400, "Une valeur est illisible.")
    return page_not_found(request, Http404()) if is_read else bad_request(request, error)


def _is_of_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _is_odd_question(error: Exception) -> bool:
    """An invalid page number, or an admin search that SQLite cannot parse."""
    return isinstance(error, InvalidPage) or (isinstance(error, OperationalError) and str(error).startswith("fts5:"))


def _is_of_a_value(error: Exception, request: HttpRequest) -> bool:
    """Whether a value of the request raised it while it was prepared for the database.

    Anything else is a bug, and stays a logged error 500. Wagtail also parses numbers and names of URLs elsewhere.
    """
    if not isinstance(error, _ANSWERED_BY_THE_ADMIN if _is_of_the_admin(request) else _UNUSABLE):
        return False
    made_ready = isinstance(error, DataError) or _files(error)[-1].startswith(_DATABASE)
    if not made_ready and (not _is_of_the_admin(request) or _is_ours(error)):
        return False
    values = list(_sent(request))
    return (made_ready and any(map(_is_odd, values))) or any(_is_named(value, str(error)) for value in values)


def _is_of_a_missing_field(error: Exception, request: HttpRequest) -> bool:
    """Wagtail's views and forms assume the fields that their own pages send."""
    if not _is_of_the_admin(request) or _is_ours(error):
        return False
    if isinstance(error, KeyError):
        theirs = isinstance(error, MultiValueDictKeyError) or _files(error)[-1].startswith(_WAGTAIL)
        return theirs and not {str(name) for name in error.args} & {*request.POST, *request.GET}
    is_of_nothing = isinstance(error, AttributeError) and str(error).startswith("'NoneType' object")
    return is_of_nothing and _files(error)[-1].startswith(_WAGTAIL)


def _is_of_a_form(error: Exception, request: HttpRequest) -> bool:
    """Wagtail's fields do not validate what their own scripts write: JSON of a rich text, block counts."""
    if not _is_of_the_admin(request) or not isinstance(error, _UNREADABLE) or _is_ours(error):
        return False
    return any(frame.f_code.co_name == "value_from_datadict" for frame, _ in walk_tb(error.__traceback__))


def _files(error: Exception) -> list[str]:
    """Source files of the traceback, outermost first."""
    return [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]


def _is_ours(error: Exception) -> bool:
    """Whether our code raised it, directly or through Python or Django; wrapping a view does not count."""
    for file in reversed(_files(error)):
        if file.startswith(_VIEWS):
            return False
        if file.startswith(f"{_DJANGO}/") or file == kept_addresses.__file__:  # a tag of Django's
            continue
        if file.startswith(_PACKAGES):
            return False
        if not file.startswith(_PYTHON):
            return True
    return False


def _is_of_the_admin(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


def _sent(request: HttpRequest) -> Iterator[str]:
    values = [
        request.path,
        *(value for held in (request.GET, request.POST) for _, many in held.lists() for value in many),
    ]
    for value in values:
        yield value
        yield from _LIMITS.split(value)


def _is_odd(value: str) -> bool:
    """No row of any table holds it."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return True
    digits = value.lstrip("+-")
    return digits.isdecimal() and (len(digits) > len(str(_LARGEST)) or int(digits) > _LARGEST)


def _is_named(value: str, said: str) -> bool:
    """Whether the error message quotes it: « Field 'id' expected a number but got 'abc' »."""
    return repr(value) in said or (len(value) >= _TELLING and value[:_QUOTED] in said)
