"""What members gave to a file, as a table: by criterion, as a whole, and by each body with its comments."""

from dataclasses import dataclass

from catalogue.review.models import ReviewFile, ReviewScore, Seat
from catalogue.review.tallies import NO_SCORES, ScoreFigures, figures_by_file


@dataclass(frozen=True)
class BodyScores:
    """What one body gave: `mean` is None if all was « sans objet » for it; `comments`: (criterion, text)."""

    body: str
    mean: float | None
    comments: list[tuple[str, str]]


@dataclass(frozen=True)
class FiguresTable:
    overall: ScoreFigures
    rows: list[tuple[str, ScoreFigures]]
    bodies: list[BodyScores]


def figures_table(file: ReviewFile) -> FiguresTable:
    """Only for who may see it (`catalogue.review.sight.may_see_figures`)."""
    figures = figures_by_file([file]).get(file.pk, NO_SCORES)
    names = {one.pk: one.name for one in file.session.grid.criteria.all()}
    rows = [(name, figures.criteria.get(pk, ScoreFigures())) for pk, name in names.items()]
    said = ReviewScore.objects.filter(declaration__file=file, declaration__seat__in=figures.seats).exclude(comment="")
    comments: dict[int, list[tuple[str, str]]] = {}
    for seat, criterion, text in said.values_list("declaration__seat", "criterion", "comment"):
        comments.setdefault(seat, []).append((names.get(criterion, ""), text))
    seats = Seat.objects.filter(pk__in=figures.seats)
    bodies = [BodyScores(seat.body, figures.seats[seat.pk], comments.get(seat.pk, [])) for seat in seats]
    return FiguresTable(figures.overall, rows, bodies)
