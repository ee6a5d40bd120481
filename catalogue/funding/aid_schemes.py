"""Calls as the schema of public aids exchanges them (`etalab/schema-dispositif-aide`): one row per public call.

The dates are those of the wave that one files in now, else of the next one, else of the last one.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.foundation.spreadsheets import CSV, table_file
from catalogue.funding.models import CallKind, Envelope, FundingCall, Wave
from catalogue.funding.models.calls import WaveState
from catalogue.funding.wave_words import how_much
from catalogue.territories.models import Kind
from catalogue.territories.wording import PLURALS

COLUMNS = (
    "id_aide",
    "nom",
    "promesse",
    "description_courte",
    "porteurs_aide",
    "beneficiaires_aide",
    "types_aides",
    "montant_aide_ou_cout",
    "thematique_aide",
    "date_ouverture",
    "date_cloture",
    "contact_question",
    "eligibilite_geographique",
)
FRANCE = "PAYS-99100"
_CODES = {Kind.DEPARTEMENT: "DEP", Kind.REGION: "REG", Kind.COMMUNE: "COM", Kind.EPCI: "EPCI"}
_ORDER = {WaveState.OPEN: 0, WaveState.TO_COME: 1, WaveState.CLOSED: 2}
_NATIONAL, _LOCAL = "Direction interministérielle du numérique (DINUM)", "Préfectures de département"


@require_safe
def aid_schemes(request: HttpRequest, ending: str) -> HttpResponseBase:
    rows = scheme_rows()
    if ending == CSV:
        return table_file(CSV, "dispositifs", "Dispositifs", [COLUMNS, *(list(row.values()) for row in rows)])
    answer = JsonResponse({"dispositifs": list(rows)}, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'inline; filename="dispositifs.json"'
    return answer


def scheme_rows() -> Iterator[dict[str, str]]:
    """By the names of COLUMNS, in order. Three queries."""
    waves: dict[int, list[Wave]] = {}
    for wave in Wave.objects.with_state().select_related("call", "envelope__territory"):
        waves.setdefault(wave.call_id, []).append(wave)
    places = _local_places()
    for call in FundingCall.objects.public().filter(archived_on=None).select_related("fund").order_by("pk"):
        yield _row(call, _current(waves.get(call.pk, [])), places)


def _current(waves: list[Wave]) -> Wave | None:
    def place(wave: Wave) -> tuple[int, float]:
        order = _ORDER[WaveState(wave.state)]
        moment = wave.opens if wave.state == WaveState.TO_COME else wave.closes
        return order, -moment.timestamp() if wave.state == WaveState.CLOSED else moment.timestamp()

    return min(waves, key=place, default=None)


def _row(call: FundingCall, wave: Wave | None, places: dict[tuple[int, str], list[str]]) -> dict[str, str]:
    said: dict[str, Any] = {
        "id_aide": str(call.public_id),
        "nom": call.title,
        "promesse": call.summary[:180],
        "description_courte": " ".join(filter(None, (call.summary, call.what_is_paid))),
        "porteurs_aide": _LOCAL if call.kind == CallKind.LOCAL else _NATIONAL,
        "beneficiaires_aide": _beneficiaries(wave),
        "types_aides": "subvention",
        "montant_aide_ou_cout": how_much(wave) if wave else "Voir la page de l'appel",
        "thematique_aide": "numérique",
        "date_ouverture": _moment(wave.opens) if wave else "",
        "date_cloture": _moment(wave.closes) if wave else "",
        "contact_question": call.contact or settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("store-contact"),
        "eligibilite_geographique": _where(call, wave, places),
    }
    return {name: said[name] for name in COLUMNS}


def _beneficiaries(wave: Wave | None) -> str:
    """« communes|intercommunalités »; all kinds where none is ticked."""
    kinds = list(wave.allowed_kinds or []) if wave else []
    return "|".join(PLURALS[kind] for kind in Kind if not kinds or kind in kinds)


def _where(call: FundingCall, wave: Wave | None, places: dict[tuple[int, str], list[str]]) -> str:
    """Of the territory of its envelope; of a local call, of the envelopes that départements and régions were given."""
    if wave and wave.envelope and wave.envelope.territory:
        return _code(wave.envelope.territory.kind, wave.envelope.territory.code) or FRANCE
    local = places.get((call.fund_id, call.axis), []) if call.kind == CallKind.LOCAL else []
    return "|".join(local) or FRANCE


def _local_places() -> dict[tuple[int, str], list[str]]:
    """Of each fund and axis, the départements that have an envelope, as the COG codes them."""
    found: dict[tuple[int, str], list[str]] = {}
    rows = Envelope.objects.filter(territory__kind=Kind.DEPARTEMENT, amount__gt=0).order_by("territory__code")
    for fund, axis, code in rows.values_list("fund", "axis", "territory__code").distinct():
        found.setdefault((fund, axis), []).append(_code(Kind.DEPARTEMENT, code))
    return found


def _code(kind: str, code: str) -> str:
    prefix = _CODES.get(Kind(kind), "")
    return f"{prefix}-{code}" if prefix else ""


def _moment(value: Any) -> str:
    """ISO 8601, with the offset of Paris."""
    return timezone.localtime(value).isoformat(timespec="seconds")
