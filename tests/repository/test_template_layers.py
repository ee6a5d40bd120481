"""Templates of a lower layer neither load tags nor include templates of a higher one: they offer slots."""

import re
from pathlib import Path

from tests.repository import ROOT, tracked

TEMPLATES = ROOT / "templates"
LAYERS = (
    "components",
    "foundation",
    "territories",
    "services",
    "deployments",
    "review",
    "needs",
    "funding",
    "search",
    "store",
)
"""From the lowest up. Folders of templates that are not named belong to store."""
FRAME = re.compile(r"(base|frame/\w+)\.html")
"""The frame of every page is store's, and any page may stand in it."""
CALLS = re.compile(r"""\{%-?\s*(?P<tag>load|include|extends)\s+(?P<what>[^%]*?)\s*-?%\}""")
SLOT = re.compile(r"""\{%\s*slot\s+["'](\w+)["']\s*%\}""")
FILL = re.compile(r"""\bfill\(\s*["'](\w+)["'],\s*["']([\w/.]+)["']""")


def layer_of(name: str) -> int:
    folder = name.split("/", maxsplit=1)[0]
    return LAYERS.index(folder) if folder in LAYERS else LAYERS.index("store")


def libraries() -> dict[str, int]:
    """Names of our tag libraries, and the layer each belongs to."""
    found = {}
    for path in tracked(".py"):
        if path.parent.name == "templatetags" and path.stem != "__init__":
            package, app, *_ = path.relative_to(ROOT).parts
            found[path.stem] = LAYERS.index(app if package == "catalogue" else package)
    return found


def called_by(path: Path, ours: dict[str, int]) -> list[tuple[str, int]]:
    """What a template loads, includes or extends, each with its layer."""
    calls: list[tuple[str, int]] = []
    for call in CALLS.finditer(path.read_text()):
        if call["tag"] == "load":
            calls += [(name, ours[name]) for name in call["what"].split() if name in ours]
        elif named := re.match(r"""["']([^"']+)["']""", call["what"]):
            ours_too = (TEMPLATES / named[1]).is_file() and not FRAME.fullmatch(named[1])
            calls += [(named[1], layer_of(named[1]))] if ours_too else []
    return calls


def templates() -> list[Path]:
    return [path for path in tracked(".html") if path.is_relative_to(TEMPLATES)]


def test_no_template_calls_a_higher_layer():
    ours = libraries()
    upwards = [
        f"{name} -> {called}"
        for path in templates()
        if not FRAME.fullmatch(name := path.relative_to(TEMPLATES).as_posix())
        for called, layer in called_by(path, ours)
        if layer > layer_of(name)
    ]
    assert upwards == []


def test_every_slot_is_offered_and_filled_from_above():
    offered = {
        slot: layer_of(p.relative_to(TEMPLATES).as_posix()) for p in templates() for slot in SLOT.findall(p.read_text())
    }
    filled = [fill for path in tracked(".py") if "tests" not in path.parts for fill in FILL.findall(path.read_text())]
    assert {slot for slot, _ in filled} == set(offered)
    assert [slot for slot, name in filled if layer_of(name) <= offered[slot]] == []
