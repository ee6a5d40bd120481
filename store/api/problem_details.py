"""Error responses: one format for all (RFC 9457), in plain French."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from catalogue.foundation.french import quantity
from catalogue.services.loading.validation import MESSAGES

CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: "Requête illisible",
    401: "Jeton absent ou inconnu",
    403: "Accès refusé",
    404: "Introuvable",
    409: "État modifié entre-temps",
    413: "Requête trop lourde",
    422: "Données refusées",
    429: "Trop de requêtes",
    503: "Service indisponible",
}


class FieldError(Schema):
    field: str = Field(description="Le champ en cause, avec sa place dans une liste ; vide quand c'est l'ensemble.")
    message: str


class Problem(Schema):
    """Ce qui ne va pas, et quoi faire."""

    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class RefusedError(Exception):
    """A refusal: a status, a sentence, and the fields at fault, if any."""

    def __init__(self, status: int, detail: str, errors: list[tuple[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors or []


def declared(*statuses: int) -> dict[int, type[Problem]]:
    """Error responses of an operation, besides those of authentication."""
    return dict.fromkeys((401, 403, 429, *statuses), Problem)


def problem(status: int, detail: str, errors: list[tuple[str, str]] | None = None) -> JsonResponse:
    body = {
        "title": _TITLES.get(status, "Erreur"),
        "status": status,
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in errors or []],
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def answer_in_french(api: NinjaAPI) -> None:
    api.add_exception_handler(HttpError, lambda request, error: problem(error.status_code, _http(error)))
    api.add_exception_handler(Http404, lambda request, error: problem(404, "Il n'y a rien à cette adresse."))
    api.add_exception_handler(RefusedError, lambda request, error: problem(error.status, error.detail, error.errors))
    api.add_exception_handler(
        RequestDataTooBig, lambda request, error: problem(413, "Envoyez moins de lignes à la fois.")
    )
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(Throttled, _later)
    api.add_exception_handler(ValidationError, _invalid)


def _http(error: HttpError) -> str:
    is_not_json = error.status_code == HTTPStatus.BAD_REQUEST
    return "Le corps de la requête n'est pas du JSON." if is_not_json else error.message


def _unknown(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    response = problem(401, "Montrez un jeton en service : « Authorization: Bearer store_… ».")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _later(request: HttpRequest, error: Throttled) -> JsonResponse:
    seconds = quantity(error.wait or 0, "seconde")
    response = problem(429, f"Réessayez dans {seconds}, ou envoyez plusieurs lignes par requête.")
    response["Retry-After"] = str(error.wait)
    return response


def _invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    errors = [(_place(one["loc"]), _sentence(one)) for one in error.errors]
    return problem(422, "Des champs manquent ou ne se lisent pas. Rien n'est écrit.", errors)


def _place(loc: tuple[Any, ...]) -> str:
    """« deploiements.3.statut »: without the source (body, query) and the name of our argument."""
    return ".".join(str(step) for step in loc[1:] if step != "sent")


def _sentence(error: dict[str, Any]) -> str:
    text = MESSAGES.get(error["type"], "valeur inattendue").format_map(error.get("ctx", {}))
    return f"{text[:1].upper()}{text[1:]}."
