"""« Qu'aurait donné l'autre vague ? »: a file keeps the rules of its wave; this says what others would have said."""

from dataclasses import dataclass

from catalogue.funding.grouping_rules import Ruling, judge_grouping
from catalogue.funding.models import Application, Wave


@dataclass(frozen=True)
class WaveComparison:
    """`most`: what it would have paid at the most, for the same cost; None without a cost."""

    wave: Wave
    ruling: Ruling
    most: int | None
    asked: int

    @property
    def pays_all(self) -> bool:
        return self.most is not None and self.asked <= self.most


def other_waves(row: Application) -> list[WaveComparison]:
    """Judged on the territories of today, like any file that would be filed now."""
    members = [one.organisation for one in row.members.select_related("organisation__territory") if one.agreed]
    waves = Wave.objects.filter(call=row.call_id).exclude(pk=row.wave_id).order_by("number")
    return [
        WaveComparison(wave, judge_grouping(wave, row.lead, members), _most(wave, row.cost), row.requested or 0)
        for wave in waves
    ]


def _most(wave: Wave, cost: int | None) -> int | None:
    if cost is None:
        return None
    share = cost * wave.rate // 100
    return min(share, wave.ceiling) if wave.ceiling else share
