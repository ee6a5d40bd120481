"""What is answered to a request that no row can match, and when the database does not answer: a page, never a 500.

Numbers of thirty digits, words where a number is expected, NUL in a text: the place where they fail is the same for
every address and every form, ours and the admin's: where a value is made ready for the database. See decision 0013.
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

from store.api.problem_details import problem

log = logging.getLogger(__name__)
RETRY_AFTER = 60
_UNUSABLE = (ValueError, TypeError, OverflowError, ValidationError, DataError)
_ANSWERED_BY_THE_ADMIN = (*_UNUSABLE, NoReverseMatch)
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)
_DJANGO, _WAGTAIL = (str(Path(package.__file__).parent) for package in (django, wagtail))
_DATABASE, _VIEWS = (f"{_DJANGO}/{part}/" for part in ("db", "views"))
_PACKAGES = tuple(sysconfig.get_path(name) for name in ("purelib", "platlib"))
_PYTHON = (*(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")), "<")
_SQLITE_IS_AWAY = ("unable to open", "is locked", "disk I/O", "disk is full", "readonly")
_POSTGRESQL_IS_AWAY = frozenset(("08", "40", "53", "55", "57"))
"""Classes of SQLSTATE: connection, deadlock, resources, locks, operator's intervention."""


_LARGEST = 2**63 - 1
_TELLING = 3  # characters: fewer are in any sentence
_LIMITS = re.compile(r"[\s,;:/|&=]+")


class OdditiesMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            return _nothing_there(request, ValueError("NUL in an address"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, IncorrectLookupParameters):
            return HttpResponseRedirect(request.path)  # the list, without the filters that it does not know
        causes = (_is_of_a_value, _is_of_a_missing_field, _is_of_a_form)
        if _is_odd_question(error) or any(is_cause(error, request) for is_cause in causes):
            log.warning("%s %r: %s", request.method, request.path, error, exc_info=error)
            return _nothing_there(request, error)
        return unavailable(request, error) if _is_away(error) else None


def failed(request: HttpRequest) -> HttpResponse:
    """The handler of errors 500: the database may also be missed before any view is asked, by a session."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if _is_away(error) else server_error(request)


def _is_away(error: BaseException | None) -> bool:
    """Whether the database cannot be reached, or has no room or time for this: not a table that is missing."""
    if isinstance(error, InterfaceError) or not isinstance(error, OperationalError):
        return isinstance(error, InterfaceError)
    if connection.vendor == "sqlite":
        return any(said in str(error) for said in _SQLITE_IS_AWAY)
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state[:2] in _POSTGRESQL_IS_AWAY


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Neither the page nor the answer asks anything of the database."""
    log.error("The database does not answer: %s", error, exc_info=error)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if _is_of_a_program(request):
        response = problem(status, "Le Store est momentanément indisponible : réessayez dans une minute.")
    else:
        response = HttpResponse(render_to_string("503.html"), status=status)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


def _nothing_there(request: HttpRequest, error: Exception) -> HttpResponse:
    """Reading what cannot be is « introuvable »; sending it is a request that nothing can be done with."""
    is_read = request.method in ("GET", "HEAD")
    if _is_of_a_program(request):
        return problem(404, "Il n'y a rien à cette adresse.") if is_read else problem(400, "Une valeur est illisible.")
    return page_not_found(request, Http404()) if is_read else bad_request(request, error)


def _is_of_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _is_odd_question(error: Exception) -> bool:
    """A page number that no list has; what SQLite cannot read as a question to the search of the admin."""
    return isinstance(error, InvalidPage) or (isinstance(error, OperationalError) and str(error).startswith("fts5:"))


def _is_of_a_value(error: Exception, request: HttpRequest) -> bool:
    """Whether a value that the request holds raised it, where values are made ready for the database.

    Anything else is a fault of ours, and stays one: an error 500, and its record. Wagtail also reads numbers and names
    of addresses elsewhere.
    """
    if not isinstance(error, _ANSWERED_BY_THE_ADMIN if _is_of_the_admin(request) else _UNUSABLE):
        return False
    made_ready = isinstance(error, DataError) or _files(error)[-1].startswith(_DATABASE)
    if not made_ready and (not _is_of_the_admin(request) or _is_ours(error)):
        return False
    values = list(_sent(request))
    return (made_ready and any(map(_is_odd, values))) or any(_is_named(value, str(error)) for value in values)


def _is_of_a_missing_field(error: Exception, request: HttpRequest) -> bool:
    """Wagtail's views and forms take for granted what their own pages send."""
    if not _is_of_the_admin(request) or _is_ours(error):
        return False
    if isinstance(error, KeyError):
        theirs = isinstance(error, MultiValueDictKeyError) or _files(error)[-1].startswith(_WAGTAIL)
        return theirs and not {str(name) for name in error.args} & {*request.POST, *request.GET}
    is_of_nothing = isinstance(error, AttributeError) and str(error).startswith("'NoneType' object")
    return is_of_nothing and _files(error)[-1].startswith(_WAGTAIL)


def _is_of_a_form(error: Exception, request: HttpRequest) -> bool:
    """Wagtail's fields read without care what their own scripts write: JSON of a rich text, numbers of blocks."""
    if not _is_of_the_admin(request) or not isinstance(error, _UNREADABLE) or _is_ours(error):
        return False
    return any(frame.f_code.co_name == "value_from_datadict" for frame, _ in walk_tb(error.__traceback__))


def _files(error: Exception) -> list[str]:
    """Of the lines that led to it; the last raised it."""
    return [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]


def _is_ours(error: Exception) -> bool:
    """Whether our code raised it, or called what did in Python or Django: not a view that it only wraps."""
    for file in reversed(_files(error)):
        if file.startswith(_VIEWS):
            return False
        if file.startswith(f"{_DJANGO}/"):
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
    """By the error: « Field 'id' expected a number but got 'abc' »."""
    return repr(value) in said or (len(value) >= _TELLING and value in said)
