"""What machines watch: whether the Store is well, and the figures that alarms are made of."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from search.metrics import exposition
from search.states import EngineState, states

OK, DEGRADED, KO = "ok", "degrade", "ko"


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Without an index people still find, a little less well: only the database takes the Store down."""
    engines = states()
    database = all(engine.backlog for engine in engines)
    state = OK if all(engine.sound for engine in engines) else DEGRADED if database else KO
    said = {"etat": state, "base": OK if database else KO, "moteurs": [_told(engine) for engine in engines]}
    return JsonResponse(said, status=HTTPStatus.SERVICE_UNAVAILABLE if state == KO else HTTPStatus.OK)


def _told(engine: EngineState) -> dict[str, object]:
    backlog = engine.backlog
    return {
        "moteur": engine.engine,
        "interroge_en_premier": engine.asked,
        "etat": OK if engine.up else KO,
        "retard_secondes": round(backlog.lag, 1) if backlog else None,
        "en_attente": backlog.dirty if backlog else None,
        "mises_de_cote": backlog.set_aside if backlog else None,
    }


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token; for anybody on the machine of a developer; else there is no such page."""
    if not settings.DEBUG:
        if not settings.METRICS_TOKEN:
            raise Http404
        if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
