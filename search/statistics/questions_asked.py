"""The questions of the last weeks: the most frequent, those without results, how far down people look."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db.models import ExpressionWrapper, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast, NullIf
from django.utils import timezone

from search.language.analysis import Key, question_key
from search.models import AskedQuestion, PinnedResults, SynonymSet

RECENT = 30
"""Days."""
_MOST_LOOKED_AT = 200


def questions() -> QuerySet:
    """Each with `asked_in_all`, `empty_in_all` (no service had all its words) and its share in hundredths,
    `opened_in_all` and `mean_rank`, most frequent first.
    """
    grouped = AskedQuestion.objects.order_by().values("text")
    summed = grouped.annotate(
        asked_in_all=Sum("asked"), empty_in_all=Sum("empty"), opened_in_all=Sum("opened"), ranks_in_all=Sum("ranks")
    )
    ratios = {"empty_share": 100.0 * _part("empty_in_all", "asked_in_all")}
    ratios["mean_rank"] = _part("ranks_in_all", "opened_in_all")
    measured = {name: ExpressionWrapper(ratio, FloatField()) for name, ratio in ratios.items()}
    return summed.annotate(**measured).order_by("-asked_in_all", "text")


def since(rows: QuerySet, days: int) -> QuerySet:
    return rows.filter(day__gte=timezone.localdate() - timedelta(days=days))


def without_answer(rows: QuerySet) -> QuerySet:
    """Those that never found anything."""
    return rows.filter(empty_in_all=F("asked_in_all"), asked_in_all__gt=0)


def to_handle(rows: QuerySet) -> QuerySet:
    """Those that never found anything, and that editors have not dealt with."""
    unanswered, handled = without_answer(rows), Handled.now()
    asked = unanswered.values_list("text", flat=True)[:_MOST_LOOKED_AT]
    return unanswered.exclude(text__in=[text for text in asked if handled.by(text)])


def totals(rows: QuerySet) -> dict[str, float | None]:
    """The same figures for all these questions together."""
    return rows.aggregate(
        asked=Sum("asked_in_all"),
        empty_share=100.0 * _part(Sum("empty_in_all"), Sum("asked_in_all")),
        mean_rank=_part(Sum("ranks_in_all"), Sum("opened_in_all")),
    )


def _part(of, whole):
    return Cast(of, FloatField()) / NullIf(Cast(whole, FloatField()), 0.0)


Said = SynonymSet | PinnedResults


@dataclass(frozen=True)
class Handled:
    by_key: Mapping[Key, list[Said]]

    @classmethod
    def now(cls) -> Self:
        """Two queries."""
        by_key: dict[Key, list[Said]] = defaultdict(list)
        for synonyms in SynonymSet.objects.all():
            for key in {question_key(line) for line in synonyms.lines()}:
                by_key[key].append(synonyms)
        for pinned in PinnedResults.objects.filter(services__isnull=False).distinct():
            by_key[question_key(pinned.question)].append(pinned)
        return cls(dict(by_key))

    def by(self, question: str) -> list[Said]:
        """For the whole question, not one of its words."""
        return self.by_key.get(question_key(question), [])
