"""From scores to figures. « Sans objet » is left out and the other criteria weigh for it: it never counts as zero."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean, median, pstdev

from catalogue.review.models import ReviewFile, ReviewScore


@dataclass(frozen=True)
class ScoreFigures:
    """`voters`: those who gave a number. Without any, the rest is None. `spread` is a standard deviation."""

    voters: int = 0
    mean: float | None = None
    median: float | None = None
    spread: float | None = None


@dataclass(frozen=True)
class FileFigures:
    """`criteria` and `seats` by id; what a seat gave is its weighted mean, None if all was « sans objet » for it."""

    overall: ScoreFigures = ScoreFigures()
    criteria: dict[int, ScoreFigures] = field(default_factory=dict)
    seats: dict[int, float | None] = field(default_factory=dict)


NO_SCORES = FileFigures()


def weighted_mean(marks: Iterable[tuple[int, int | None]]) -> float | None:
    """`marks`: the weight and the value of each criterion. None if none has a value."""
    given = [(weight, value) for weight, value in marks if value is not None]
    return sum(weight * value for weight, value in given) / sum(weight for weight, _ in given) if given else None


def figures_of(values: Iterable[float | None]) -> ScoreFigures:
    given = [value for value in values if value is not None]
    return ScoreFigures(len(given), fmean(given), median(given), pstdev(given)) if given else ScoreFigures()


def file_figures(rows: Iterable[tuple[int, int, int, int | None]]) -> FileFigures:
    """`rows` of one file: seat, criterion, weight, value."""
    by_seat: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    by_criterion: dict[int, list[int | None]] = defaultdict(list)
    for seat, criterion, weight, value in rows:
        by_seat[seat].append((weight, value))
        by_criterion[criterion].append(value)
    seats = {seat: weighted_mean(marks) for seat, marks in by_seat.items()}
    return FileFigures(
        figures_of(seats.values()), {name: figures_of(values) for name, values in by_criterion.items()}, seats
    )


def rounded(*values: float | None) -> tuple[float | None, ...]:
    """For files: two decimals."""
    return tuple(value if value is None else round(value, 2) for value in values)


def figures_by_file(files: Iterable[ReviewFile]) -> dict[int, FileFigures]:
    """Of complete scores, by members without a conflict; one query. Files without any are not there.

    Ask `catalogue.review.sight` first who may read them.
    """
    rows: dict[int, list[tuple[int, int, int, int | None]]] = defaultdict(list)
    given = ReviewScore.objects.filter(declaration__file__in=[file.pk for file in files])
    given = given.filter(declaration__given_at__isnull=False, declaration__has_conflict=False)
    columns = ("declaration__file", "declaration__seat", "criterion", "criterion__weight", "value")
    for file, *row in given.order_by().values_list(*columns):
        rows[file].append(tuple(row))
    return {file: file_figures(found) for file, found in rows.items()}
