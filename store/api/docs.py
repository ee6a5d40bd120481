"""The documentation of the API: an ordinary page without scripts, rendered from its OpenAPI schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from store.limits import LIMITS


@dataclass(frozen=True)
class Field:
    name: str
    description: str
    required: bool


@dataclass(frozen=True)
class DocumentedAnswer:
    status: str
    meaning: str


@dataclass(frozen=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[DocumentedAnswer, ...]


_MEANINGS = {
    "200": "C'est fait.",
    "201": "C'est créé.",
    "400": "Le corps de la requête n'est pas du JSON.",
    "401": "Le jeton manque ou n'est plus en service.",
    "403": "Qui a créé le jeton ne tient plus le service à jour.",
    "409": "Quelqu'un d'autre a modifié la même chose au même moment : recommencez.",
    "413": "La requête est trop lourde.",
    "422": "Des données sont refusées : la réponse dit lesquelles et pourquoi.",
    "429": "Trop de requêtes : l'en-tête Retry-After dit combien de secondes attendre.",
}


class Documentation(DocsBase):
    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=kwargs)
        context = {
            "operations": list(_operations(schema)),
            "requests": LIMITS["api"].most,
            "bulk_requests": LIMITS["api-bulk"].most,
            "openapi_url": self.get_openapi_url(api, kwargs),
        }
        return render(request, "api/documentation.html", context)


def _operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield Operation(
                anchor=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                description=operation.get("description", ""),
                parameters=tuple(_parameters(operation)),
                body=tuple(_body(operation, schema)),
                answers=tuple(
                    DocumentedAnswer(str(status), _MEANINGS[str(status)]) for status in operation["responses"]
                ),
            )


def _parameters(operation: dict[str, Any]) -> Iterator[Field]:
    for parameter in operation["parameters"]:
        yield Field(parameter["name"], parameter["schema"].get("description", ""), parameter["required"])


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[Field]:
    """The fields of the body, or those of its items if it is a list."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    sent = _resolved(content["schema"], schema) if content else {}
    for name, field in sent.get("properties", {}).items():
        yield Field(name, field.get("description", ""), name in sent.get("required", ()))
        inside = _resolved(field.get("items", {}), schema)
        for key, one in inside.get("properties", {}).items():
            yield Field(f"{name}[].{key}", one.get("description", ""), key in inside.get("required", ()))


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else part
