"""House rules that a machine can hold: see CONTRIBUTING.md."""

import ast
import re
from pathlib import Path

import pytest

from tests.repository import ROOT, tracked
from tests.repository.counts import cycles, graph, imports_of_modules, names_that_occur_twice, package_cycles
from tests.repository.data_model import drawn

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_TEMPLATE_LINES = 100
PACKAGES = ("catalogue", "search", "store")
SUPPORTING_FOLDERS = {"static", "templates", "tests", "docs", "requirements", ".ci"}
READS_THE_QUERY_STRING = {
    "store/oddities.py",  # looks for what made an error; understands none of it
    "search/views.py",
    "search/admin/prefilled.py",
    "catalogue/deployments/users_filter.py",
    "catalogue/funding/composed_grouping.py",
    "catalogue/funding/money_pages.py",
    "catalogue/needs/admin/grouping_query.py",
    "catalogue/needs/admin/new_contribution.py",
    "catalogue/territories/chosen.py",
    "store/comparison/compared_services.py",
    "store/content/list_query.py",
    "store/first_visit/answers.py",
    "store/spaces/instruction/asked_files.py",
    "store/spaces/maintainer/grid_query.py",
    "store/spaces/query_parameters.py",
}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    return [path for path in tracked(".py") if "/migrations/" not in path.as_posix()]


def application_files() -> list[Path]:
    return [path for path in python_files() if relative(path).startswith(PACKAGES)]


def test_the_top_level_holds_the_three_packages_and_conventional_files_only():
    folders = {relative(path).split("/")[0] for path in tracked("") if "/" in relative(path)}
    assert folders - set(PACKAGES) <= SUPPORTING_FOLDERS


def test_files_stay_short_enough_to_be_read_at_once():
    too_long = {relative(p): n for p in python_files() if (n := p.read_text().count("\n")) > MAX_FILE_LINES}
    assert too_long == {}


def test_templates_stay_short_enough_to_be_read_at_once():
    too_long = {relative(p): n for p in tracked(".html") if (n := p.read_text().count("\n")) > MAX_TEMPLATE_LINES}
    assert too_long == {}


def test_functions_stay_short():
    too_long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    too_long[f"{relative(path)}:{node.name}"] = length
    assert too_long == {}


def test_no_drawer_without_a_name():
    assert [relative(p) for p in python_files() if p.name in {"utils.py", "helpers.py", "common.py", "misc.py"}] == []


def test_the_query_string_is_read_in_a_few_places_only():
    readers = {relative(p) for p in application_files() if "request.GET" in p.read_text()}
    assert readers <= READS_THE_QUERY_STRING


def test_nothing_swallows_every_error():
    pattern = re.compile(r"except\s*(Exception|BaseException)?\s*:|except Exception as")
    assert [relative(p) for p in application_files() if pattern.search(p.read_text())] == []


def test_deployments_are_written_in_one_place_which_keeps_their_history():
    writes = re.compile(
        r"Deployment\.objects\.(bulk_|create|update|get_or_|update_or_)|deployments\.(create|update|bulk_)"
        r"|Deployment\.objects\.[^\n]*\)\.(update|delete)\("
    )
    writers = {relative(p) for p in application_files() if writes.search(p.read_text())}
    assert writers == {"catalogue/deployments/changing.py"}


def test_migrations_have_names_that_say_what_changed():
    migrations = [p for p in tracked(".py") if "/migrations/" in p.as_posix() and p.name != "__init__.py"]
    assert migrations
    assert [relative(p) for p in migrations if "_auto_" in p.name or p.stem.endswith("_initial")] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_user_facing_markup_is_never_declared_safe_by_hand():
    marked = [relative(p) for p in application_files() if re.search(r"\bmark_safe\b|\bSafeString\(", p.read_text())]
    marked += [relative(p) for p in tracked(".html") if re.search(r"\|\s*safe\b|autoescape off", p.read_text())]
    assert marked == []


def test_the_picture_of_the_data_model_is_current():
    """`python -m tests.repository.data_model > docs/data-model.md` draws it again."""
    assert (ROOT / "docs" / "data-model.md").read_text() == drawn()


def test_no_two_modules_import_each_other():
    assert cycles(imports_of_modules(graph())) == []


def test_modules_and_classes_have_names_of_their_own():
    """Conventional names of Django apart: see `counts.CONVENTIONAL`."""
    assert names_that_occur_twice() == ({}, {})


def test_no_two_folders_import_each_other():
    """At any level."""
    assert package_cycles(imports_of_modules(graph())) == []
