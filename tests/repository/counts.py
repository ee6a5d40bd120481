"""How the code is laid out, in figures: `python -m tests.repository.counts`."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import grimp

PACKAGES = ("store", "search", "catalogue")
ROOT = Path(__file__).parent.parent.parent
CONVENTIONAL = {"admin", "apps", "forms", "middleware", "models", "signals", "urls", "views", "wagtail_hooks"}
"""Names of modules that Django and Wagtail look for, or that all who know them expect in each app."""
SMALL = 40


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)


def names_that_occur_twice() -> tuple[dict[str, int], dict[str, int]]:
    """Of modules and of classes, with how often."""
    modules, classes = Counter[str](), Counter[str]()
    for path in sources():
        if path.stem not in {"__init__", *CONVENTIONAL} and not {"commands", "templatetags"} & set(path.parts):
            modules[path.stem] += 1
        classes.update(node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef))
    classes.pop("Command", None)
    return tuple({name: n for name, n in found.items() if n > 1} for found in (modules, classes))  # type: ignore[return-value]


def graph() -> grimp.ImportGraph:
    built = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True)
    for module in list(built.modules):
        if ".migrations" in module:
            built.remove_module(module)
    return built


def cycles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Sets of names that reach each other."""
    reached = {name: _reached(name, imports) for name in imports}
    found = {frozenset(other for other in reached[name] if name in reached[other]) for name in imports}
    return sorted((set(one) for one in found if len(one) > 1), key=len, reverse=True)


def _reached(name: str, imports: dict[str, set[str]]) -> set[str]:
    seen, waiting = {name}, [name]
    while waiting:
        for other in imports.get(waiting.pop(), set()) - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def imports_of_modules(built: grimp.ImportGraph) -> dict[str, set[str]]:
    return {module: built.find_modules_directly_imported_by(module) for module in built.modules}


def imports_of_packages(modules: dict[str, set[str]], parent: str = "") -> dict[str, set[str]]:
    """Between what lies in one folder, folders or modules: « catalogue.services.models » in « catalogue.services ».

    Without `parent`, between « store.accounts », « search.models » and the like.
    """
    between: dict[str, set[str]] = defaultdict(set)
    inside = f"{parent}." if parent else ""
    depth = parent.count(".") + 2 if parent else 2
    for module, imported in modules.items():
        if module.startswith(inside) and module != parent:
            here = _folder(module, depth)
            between[here] |= {_folder(other, depth) for other in imported if other.startswith(inside)} - {here}
    return dict(between)


def _folder(module: str, depth: int) -> str:
    return ".".join(module.split(".")[:depth])


def package_cycles(modules: dict[str, set[str]]) -> list[set[str]]:
    """At every level, the top one included."""
    parents = {module.rpartition(".")[0] for module in modules} - {"", *PACKAGES}
    return [cycle for parent in ("", *sorted(parents)) for cycle in cycles(imports_of_packages(modules, parent))]


def single_importers(modules: dict[str, set[str]]) -> list[str]:
    """Modules shorter than forty lines that one other imports."""
    importers = Counter(other for imported in modules.values() for other in imported)
    return [module for module, n in importers.items() if n == 1 and _lines(module) < SMALL]


def _lines(module: str) -> int:
    path = ROOT / Path(*module.split(".")).with_suffix(".py")
    return len(path.read_text().splitlines()) if path.exists() else SMALL


def mypy_errors() -> int:
    """Of everything, whatever pyproject.toml leaves out."""
    said = subprocess.run(
        [sys.executable, "-m", "mypy", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = re.search(r"Found (\d+) errors?", said.stdout)
    return int(found[1]) if found else 0


def figures(*, types: bool) -> Iterable[tuple[str, object]]:
    modules = imports_of_modules(graph())
    packages = imports_of_packages(modules)
    inside = {f"search.{path.stem}" for path in (ROOT / "search").iterdir() if path.name[0] != "_"}
    again, classes = names_that_occur_twice()
    sizes = [len(path.read_text().splitlines()) for path in sources()]
    yield "entries at the top of search/", len(inside)
    yield (
        "imports between the folders of search",
        sum(
            len({other for other in imported if other.startswith("search")})
            for name, imported in packages.items()
            if name.startswith("search")
        ),
    )
    yield "cycles of modules (modules in them)", _told(cycles(modules))
    yield "cycles of folders at any level (folders in them)", _told(package_cycles(modules))
    yield "names of modules that occur twice", len(again)
    yield "names of classes that occur twice", len(classes)
    yield "modules, lines: median, longest", f"{len(sizes)}, {median(sizes):.0f}, {max(sizes)}"
    yield f"modules under {SMALL} lines with one importer", len(single_importers(modules))
    if types:
        yield "errors of mypy, nothing left out", mypy_errors()


def _told(found: list[set[str]]) -> str:
    return f"{len(found)} ({sum(map(len, found))})"


if __name__ == "__main__":
    for what, figure in figures(types="--types" in sys.argv):
        print(f"| {what} | {figure} |")
