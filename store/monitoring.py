"""Monitoring: the health check, and metrics for alarms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import Error
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from search.indexing.index_states import EngineState, exposition, states, worker_is_missed, worker_unseen
from store.mail.mail_health import late
from store.work.models import Job

OK, DEGRADED, KO = "ok", "degrade", "ko"
_OVERDUE = timedelta(minutes=15)


@dataclass(frozen=True)
class Behind:
    """Background work that is late. `unseen`: seconds since the last sign of life of `sync_index --watch`."""

    mails: int
    jobs: int
    unseen: float | None

    @property
    def worker_missed(self) -> bool:
        return worker_is_missed(self.unseen)

    @property
    def is_well(self) -> bool:
        return not (self.mails or self.jobs or self.worker_missed)

    def told(self) -> dict[str, object]:
        return {
            "courriels_en_retard": self.mails,
            "travaux_en_retard": self.jobs,
            "indexation": {
                "etat": KO if self.worker_missed else OK,
                "vue_il_y_a_secondes": None if self.unseen is None else round(self.unseen),
            },
        }


def _behind() -> Behind | None:
    """None if the database is lost meanwhile. A due job that nobody takes means that no worker runs."""
    try:
        jobs = Job.objects.waiting().filter(due__lt=Now() - _OVERDUE).count()
        return Behind(late(), jobs, worker_unseen())
    except Error:
        return None


class _Late(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        if behind := _behind():
            yield GaugeMetricFamily("store_mail_late", "Mails due for fifteen minutes or more.", value=behind.mails)
            yield GaugeMetricFamily("store_jobs_late", "Jobs due for fifteen minutes or more.", value=behind.jobs)
            missed = "1 when sync_index --watch ran lately, or is needed, and gives no sign of life."
            yield GaugeMetricFamily("store_search_worker_missed", missed, value=behind.worker_missed)


_registry = CollectorRegistry()
_registry.register(_Late())


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Search degrades without an index but still works: only the database takes the Store down."""
    engines = states()
    database = all(engine.backlog for engine in engines)
    behind = _behind() if database else None
    well = all(engine.sound for engine in engines) and behind is not None and behind.is_well
    state = OK if well else DEGRADED if database else KO
    said: dict[str, object] = {
        "etat": state,
        "base": OK if database else KO,
        "moteurs": [_told(engine) for engine in engines],
    }
    if behind:
        said |= behind.told()
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
        "reparations": backlog.repairs if backlog else None,
    }


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Requires the token; open with DEBUG; otherwise a 404."""
    if not settings.DEBUG:
        if not settings.METRICS_TOKEN:
            raise Http404
        if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition() + generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)
