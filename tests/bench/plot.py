"""The cost curve as a picture: drawn here, read in light and in dark, told in words for who does not see it."""

import math
from collections.abc import Mapping
from xml.sax.saxutils import escape

Curve = Mapping[int, float]
_WIDTH, _HEIGHT = 880, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 88, 300, 56, 56
_APART = 17
_WHOLE = 10
"""Milliseconds from here on are told without decimals."""
"""Between two labels, so that none covers another."""
_STROKES = (
    ("#000091", "#9a9aff", "none"),
    ("#b34000", "#ff9c66", "8 4"),
    ("#18753c", "#6fd39a", "2 4"),
    ("#8d2fa8", "#d9a3e8", "10 3 2 3"),
    ("#716043", "#d3bf9a", "4 4"),
    ("#c9191e", "#ff8f8f", "12 6"),
    ("#006a6f", "#60c8cc", "6 2"),
    ("#a8115e", "#ff8cc6", "1 3"),
)
"""Colour on white, colour on black, dashes: told apart without the colours too."""


def _style() -> str:
    curves = "".join(
        f".c{n} {{ --c: {light}; stroke-dasharray: {dash} }} " for n, (light, _, dash) in enumerate(_STROKES)
    )
    in_the_dark = " ".join(f".c{n} {{ --c: {dark} }}" for n, (_, dark, _) in enumerate(_STROKES))
    return (
        "svg { font: 13px system-ui, sans-serif } .paper { fill: #fff } .ink { fill: #1e1e1e } .soft { fill: #555 } "
        ".grid { stroke: #ddd } path { stroke: var(--c); fill: none; stroke-width: 2.5 } "
        "circle, .label { fill: var(--c) } "
        f"{curves}@media (prefers-color-scheme: dark) {{ .paper {{ fill: #1e1e1e }} .ink {{ fill: #f6f6f6 }} "
        f".soft {{ fill: #bbb }} .grid {{ stroke: #444 }} {in_the_dark} }}"
    )


def svg(title: str, curves: Mapping[str, Curve]) -> str:
    """`curves`: what is measured -> size -> milliseconds. Both axes are logarithmic."""
    curves = {name: curve for name, curve in curves.items() if curve}
    frame = _Frame(curves)
    drawn = [_axes(frame)]
    labels = _spread({name: frame.y(curve[max(curve)]) for name, curve in curves.items()})
    for place, (name, curve) in enumerate(curves.items()):
        drawn.append(_curve(frame, place, name, curve, labels[name]))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            'aria-labelledby="title words">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="words">{escape(in_words(curves))}</desc>',
            f"<style>{_style()}</style>",
            f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>',
            f'<text class="ink" x="{_LEFT}" y="26" font-weight="bold">{escape(title)}</text>',
            *drawn,
            "</svg>\n",
        ]
    )


def in_words(curves: Mapping[str, Curve]) -> str:
    """The picture without the picture."""
    told = [
        f"{name}: " + ", ".join(f"{_short(ms)} ms at {size:,}".replace(",", " ") for size, ms in sorted(curve.items()))
        for name, curve in curves.items()
        if curve
    ]
    return "; ".join(told) + "."


class _Frame:
    """Decades of services from left to right, decades of milliseconds from bottom to top."""

    def __init__(self, curves: Mapping[str, Curve]) -> None:
        sizes = [size for curve in curves.values() for size in curve]
        times = [ms for curve in curves.values() for ms in curve.values()]
        self.decades_x = _decades(min(sizes), max(sizes))
        self.decades_y = _decades(min(times), max(times))

    def x(self, size: float) -> float:
        return _LEFT + _part(size, self.decades_x) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, ms: float) -> float:
        return _HEIGHT - _BOTTOM - _part(ms, self.decades_y) * (_HEIGHT - _TOP - _BOTTOM)


def _decades(low: float, high: float) -> range:
    first = math.floor(math.log10(low))
    return range(first, max(math.ceil(math.log10(high)), first + 1) + 1)


def _part(value: float, decades: range) -> float:
    return (math.log10(value) - decades[0]) / (decades[-1] - decades[0])


def _axes(frame: _Frame) -> str:
    lines = []
    for power in frame.decades_y:
        y = frame.y(10.0**power)
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text class="soft" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_tick(power)} ms</text>')
    for power in frame.decades_x:
        x = frame.x(10.0**power)
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
        lines.append(
            f'<text class="soft" x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{_tick(power)}</text>'
        )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    lines.append(f'<text class="soft" x="{middle}" y="{_HEIGHT - 12}" text-anchor="middle">services</text>')
    return "\n".join(lines)


def _curve(frame: _Frame, place: int, name: str, curve: Curve, label: float) -> str:
    points = [(frame.x(size), frame.y(ms)) for size, ms in sorted(curve.items())]
    line = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points)
    beside = _WIDTH - _RIGHT + 12
    said = f"{name}, {_short(curve[max(curve)])} ms"
    return (
        f'<g class="c{place % len(_STROKES)}"><path d="M{line}"/>{dots}'
        f'<text class="label" x="{beside}" y="{label + 4:.1f}">{escape(said)}</text></g>'
    )


def _spread(heights: Mapping[str, float]) -> dict[str, float]:
    """Labels keep their order, and step aside for each other."""
    placed: dict[str, float] = {}
    lowest = -math.inf
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        lowest = placed[name] = max(height, lowest + _APART)
    return placed


def _tick(power: int) -> str:
    return f"{10.0**power:,.0f}".replace(",", "\u202f") if power >= 0 else f"{10.0**power:g}"


def _short(ms: float) -> str:
    return f"{ms:.1f}" if ms < _WHOLE else f"{ms:.0f}"
