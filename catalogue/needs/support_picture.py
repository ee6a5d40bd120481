"""The supports of a need as they are shown: how many collectivités, how many inhabitants, of which size, where.

Read from the figures that `supporting` keeps: it costs the same for one support or for thirty thousand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.deployments.departement_uses import departements_and_regions
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.dates import moment
from catalogue.needs.counted_map import CountedMap, CountedRow, draw_counts, most_first
from catalogue.needs.models import Consultation, Need, PhaseKind
from catalogue.needs.phases import phase_now
from catalogue.territories.models import Kind
from catalogue.territories.strata import Stratum
from catalogue.territories.wording import PLURALS

MANDATES = {"elu": "Élus et élues", "dgs": "Direction générale", "agent": "Agents"}
MANDATE = {"elu": "Élu ou élue", "dgs": "Direction générale", "agent": "Agent"}
BY_MANDATE = {"elu": "un élu ou une élue", "dgs": "la direction générale", "agent": "un agent"}


@dataclass(frozen=True)
class SpreadTable:
    """`what`: of what the rows tell."""

    what: str
    rows: tuple[CountedRow, ...]


@dataclass(frozen=True)
class SupportPicture:
    count: int
    population: int
    mandates: tuple[CountedRow, ...]
    tables: tuple[SpreadTable, ...]
    map: CountedMap


def hidden_until(consultation: Consultation) -> str:
    """Why nothing may be shown yet, as a sentence; empty if supports may be shown."""
    if not consultation.hides_supports:
        return ""
    phase = phase_now(consultation.pk, PhaseKind.SOUTIEN)
    if phase is None:
        return "Les soutiens seront publiés à la clôture de la phase de soutien."
    return "" if phase.is_over else f"Les soutiens seront publiés à la clôture, le {moment(phase.closes)}."


def picture_of(need: Need) -> SupportPicture | None:
    """None without any support. Whether it may be shown is for `hidden_until` to say."""
    if not need.support_count:
        return None
    return _picture(need.support_count, need.supported_population, tuple(need.support_counts.items()))


@kept_until_written
def _picture(count: int, population: int, keys: tuple[tuple[str, int], ...]) -> SupportPicture:
    counts = _by_figure(dict(keys))
    places = departements_and_regions()
    where = counts.get("lieu", {})
    regions = {key: number for key, number in where.items() if key.startswith(f"{Kind.REGION}-")}
    return SupportPicture(
        count=count,
        population=population,
        mandates=_rows(counts.get("mandat", {}), MANDATES),
        tables=(
            SpreadTable("Nature", _rows(counts.get("nature", {}), {k: v.capitalize() for k, v in PLURALS.items()})),
            SpreadTable("Taille", _rows(counts.get("strate", {}), dict(Stratum.choices) | {"": "Population inconnue"})),
            SpreadTable("Région", most_first(regions, {key: place.name for key, place in places.items()})),
        ),
        map=draw_counts({key: number for key, number in where.items() if key not in regions}, "collectivités"),
    )


def _by_figure(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, number in counts.items():
        figure, _, value = key.partition("|")
        found.setdefault(figure, {})[value] = number
    return found


def _rows(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[CountedRow, ...]:
    """In the order of the labels."""
    return tuple(CountedRow(label, counts[value]) for value, label in labels.items() if counts.get(value))
