"""Pictograms made of simple shapes, each a function that draws with a Pen inside the square 22–78 of its grid."""

from collections.abc import Callable

from store.demo.drawing.pen import Pen


def form(pen: Pen) -> None:
    pen.box(28, 22, 72, 78, pen.dark, 4)
    for y in (34, 46, 58):
        pen.box(34, y, 40, y + 6, pen.main, 1)
        pen.box(45, y + 1, 66, y + 5, pen.paper, 1)
    pen.line(35, 36.5, 37, 39, 40, 33, ink=pen.paper, width=2)


def calendar(pen: Pen) -> None:
    pen.box(24, 28, 76, 76, pen.dark, 4)
    pen.box(29, 42, 71, 71, pen.paper, 2)
    for x in (36, 64):
        pen.box(x - 2.5, 22, x + 2.5, 34, pen.main, 2)
    for row, y in enumerate((46, 55, 64)):
        for column, x in enumerate((33, 43, 53, 63)):
            pen.box(x, y, x + 5, y + 4, pen.main if (row, column) == (1, 2) else pen.dark, 1)


def bubbles(pen: Pen) -> None:
    pen.box(22, 26, 62, 52, pen.dark, 8)
    pen.shape(30, 48, 42, 50, 30, 62, ink=pen.dark)
    pen.box(42, 46, 78, 68, pen.main, 8)
    pen.shape(60, 64, 70, 66, 70, 78, ink=pen.main)
    for x in (51, 60, 69):
        pen.disc(x, 57, 2.4, pen.paper)


def people(pen: Pen) -> None:
    for x, y, ink in ((34, 42, pen.main), (66, 42, pen.main), (50, 36, pen.dark)):
        pen.half_disc(x, y + 34, 17, pen.paper)
        pen.half_disc(x, y + 34, 15, ink)
        pen.disc(x, y + 4, 10.5, pen.paper)
        pen.disc(x, y + 4, 9, ink)


def page(pen: Pen) -> None:
    pen.shape(30, 22, 58, 22, 72, 36, 72, 78, 30, 78, ink=pen.dark)
    pen.shape(58, 22, 72, 36, 58, 36, ink=pen.main)
    for y, x in ((44, 66), (53, 66), (62, 54)):
        pen.line(37, y, x, y, ink=pen.paper, width=3.4)


def tools(pen: Pen) -> None:
    pen.line(32, 68, 62, 38, ink=pen.dark, width=9)
    pen.disc(64, 36, 13, pen.dark)
    pen.shape(64, 36, 82, 28, 74, 18, ink=pen.paper)
    pen.line(34, 30, 68, 68, ink=pen.main, width=6)
    pen.shape(26, 26, 34, 22, 42, 36, 36, 40, ink=pen.main)


def pin(pen: Pen) -> None:
    pen.shape(22, 66, 40, 58, 60, 66, 78, 58, 78, 72, 60, 80, 40, 72, 22, 80, ink=pen.main)
    pen.shape(34.5, 47, 65.5, 47, 50, 72, ink=pen.dark)
    pen.disc(50, 39, 17.5, pen.dark)
    pen.disc(50, 39, 7, pen.paper)


def coins(pen: Pen) -> None:
    for y in (72, 63, 54):
        pen.box(24, y - 6, 54, y + 1, pen.dark, 3)
    pen.disc(60, 42, 19, pen.paper)
    pen.disc(60, 42, 17, pen.main)
    pen.line(66, 35, 60, 33, 55, 38, 55, 46, 60, 51, 66, 49, ink=pen.paper, width=3)
    pen.line(51, 42, 61, 42, ink=pen.paper, width=3)


def database(pen: Pen) -> None:
    pen.box(28, 24, 72, 76, pen.dark, 12)
    for y in (40, 57):
        pen.line(29, y, 71, y, ink=pen.paper, width=3)
    for y in (33, 49, 66):
        pen.disc(38, y, 3, pen.main)
        pen.line(48, y, 62, y, ink=pen.paper, width=2.4)


def chart(pen: Pen) -> None:
    for x, top, ink in ((26, 56, pen.dark), (40, 44, pen.dark), (54, 50, pen.dark), (68, 34, pen.main)):
        pen.box(x - 4, top, x + 6, 74, ink, 2)
    pen.line(25, 44, 41, 32, 55, 38, 71, 24, ink=pen.main, width=3)


def plan(pen: Pen) -> None:
    pen.box(23, 25, 77, 75, pen.dark, 3)
    pen.box(28, 30, 47, 48, pen.paper, 1)
    pen.box(52, 30, 72, 40, pen.main, 1)
    pen.box(28, 53, 40, 70, pen.main, 1)
    pen.box(45, 53, 72, 70, pen.paper, 1)
    pen.box(52, 44, 72, 48, pen.paper, 1)


def house(pen: Pen) -> None:
    pen.box(31, 46, 69, 76, pen.dark, 2)
    pen.shape(50, 22, 80, 50, 20, 50, ink=pen.main)
    pen.box(45, 57, 55, 76, pen.paper, 2)


def leaf(pen: Pen) -> None:
    pen.disc(52, 46, 23, pen.main)
    pen.shape(52, 23, 78, 22, 75, 46, ink=pen.main)
    pen.line(26, 78, 40, 58, 64, 34, ink=pen.dark, width=4)
    pen.line(46, 52, 46, 40, ink=pen.dark, width=3)
    pen.line(46, 52, 60, 53, ink=pen.dark, width=3)


def bin_(pen: Pen) -> None:
    pen.shape(30, 38, 70, 38, 66, 78, 34, 78, ink=pen.dark)
    pen.box(26, 28, 74, 35, pen.main, 2)
    pen.box(43, 22, 57, 30, pen.main, 2)
    for x in (43, 50, 57):
        pen.line(x, 46, x, 70, ink=pen.paper, width=2.6)


def road(pen: Pen) -> None:
    pen.shape(42, 22, 58, 22, 80, 78, 20, 78, ink=pen.dark)
    for top, bottom, half in ((28, 35, 1.6), (43, 53, 2.4), (62, 74, 3.2)):
        pen.shape(50 - half, top, 50 + half, top, 50 + half, bottom, 50 - half, bottom, ink=pen.paper)
    pen.disc(72, 33, 7, pen.main)


def case(pen: Pen) -> None:
    pen.box(40, 24, 60, 40, pen.main, 4)
    pen.box(45, 29, 55, 40, pen.paper, 2)
    pen.box(22, 36, 78, 74, pen.dark, 4)
    pen.line(23, 54, 77, 54, ink=pen.paper, width=2.4)
    pen.box(45, 50, 55, 59, pen.main, 2)


def shop(pen: Pen) -> None:
    pen.box(28, 46, 72, 76, pen.dark, 2)
    for position, x in enumerate(range(24, 75, 13)):
        ink = pen.main if position % 2 == 0 else pen.dark
        pen.box(x, 24, x + 13, 42, ink, 0)
        pen.disc(x + 6.5, 42, 6.5, ink)
    pen.box(35, 55, 47, 76, pen.paper, 1)
    pen.box(53, 55, 66, 66, pen.paper, 1)


def book(pen: Pen) -> None:
    pen.shape(22, 30, 48, 36, 48, 76, 22, 70, ink=pen.dark)
    pen.shape(78, 30, 52, 36, 52, 76, 78, 70, ink=pen.main)
    for y in (42, 51, 60):
        pen.line(28, y, 42, y + 3, ink=pen.paper, width=2.6)
        pen.line(58, y + 3, 72, y, ink=pen.paper, width=2.6)


def heart(pen: Pen) -> None:
    for x in (38, 62):
        pen.disc(x, 39, 15.5, pen.dark)
    pen.shape(25, 47, 75, 47, 50, 78, ink=pen.dark)
    pen.line(24, 52, 40, 52, 46, 42, 54, 62, 60, 52, 76, 52, ink=pen.paper, width=3)


def shield(pen: Pen) -> None:
    pen.shape(50, 20, 76, 29, 74, 52, 64, 68, 50, 80, 36, 68, 26, 52, 24, 29, ink=pen.dark)
    pen.line(38, 50, 47, 60, 64, 38, ink=pen.paper, width=6)


def blocks(pen: Pen) -> None:
    pen.box(24, 50, 48, 76, pen.dark, 3)
    pen.box(52, 50, 76, 76, pen.main, 3)
    pen.box(38, 22, 62, 46, pen.dark, 3)
    for x, y in ((36, 63), (64, 63), (50, 34)):
        pen.disc(x, y, 5, pen.paper)


PICTOGRAMS: dict[str, Callable[[Pen], None]] = {
    draw.__name__.rstrip("_"): draw
    for draw in (
        *(form, calendar, bubbles, people, page, tools, pin, coins, database, chart, plan),
        *(house, leaf, bin_, road, case, shop, book, heart, shield, blocks),
    )
}
