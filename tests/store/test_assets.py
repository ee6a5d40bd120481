"""The style sheet that pages load: the part of the design system they use, whole and nothing more."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings

from store.assets.bundle import build, our_sheets
from store.assets.pruning import is_used, keep_used_rules, keep_used_variables
from store.assets.stylesheet import parse, write


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return build(settings.BASE_DIR, tmp_path_factory.mktemp("assets"))


def test_a_sheet_read_and_written_again_is_the_same():
    css = '.a{color:red;background:url("x;{}.svg")}@media (min-width:48em){.b,.c:not(.d){margin:0}}'
    assert write(parse(css)) == css


def test_comments_and_statements_without_a_block_are_left_out():
    assert write(parse('@charset "UTF-8";/* said {here} */.a{b:c}')) == ".a{b:c}"


def test_a_rule_stays_for_the_selectors_that_a_page_can_match():
    nodes = parse(".fr-card,.fr-tile .fr-link{a:b}.fr-modal{c:d}p{e:f}@media print{.fr-modal{g:h}}")
    assert write(keep_used_rules(nodes, frozenset({"fr-card", "fr-link"}))) == ".fr-card{a:b}p{e:f}"


def test_a_class_completed_in_a_template_keeps_every_ending():
    assert is_used(".fr-badge--success", frozenset({"fr-badge--"}))
    assert not is_used(".fr-badge", frozenset({"fr-badge--"}))


def test_a_class_that_is_only_excluded_need_not_be_used():
    assert is_used(".fr-btn:not(.fr-btn--close)", frozenset({"fr-btn"}))


def test_custom_properties_stay_when_something_reads_them_even_through_another():
    nodes = parse(":root{--a:var(--b);--b:1;--c:2}p{color:var(--a)}")
    assert write(keep_used_variables(nodes)) == ":root{--a:var(--b);--b:1}p{color:var(--a)}"
    of_a_picture = keep_used_variables(parse(":root{--a:var(--b);--b:1;--c:2}"), ["--a"])
    assert write(of_a_picture) == ":root{--a:var(--b);--b:1}"


def test_three_fonts_at_most_and_every_file_that_the_sheet_names_exists(bundle):
    css = bundle.read_text()
    assert css.count("@font-face") == 3
    named = {address.partition("#")[0] for address in re.findall(r"url\(([^)]+)\)", css)}
    assert named == {"icons.svg", "pictures.svg", *(f"fonts/Marianne-{w}.woff2" for w in ("Bold", "Medium", "Regular"))}
    assert all((bundle.parent / name).is_file() for name in named)


def test_nothing_is_embedded_that_our_policy_would_refuse(bundle):
    assert "data:" not in bundle.read_text()


def test_every_picture_that_the_sheet_shows_has_its_view(bundle):
    views = set(re.findall(r"url\(pictures\.svg#(\w+)\)", bundle.read_text()))
    sheet = ElementTree.parse(bundle.parent / "pictures.svg").getroot()  # noqa: S314  we wrote it
    assert views
    assert views == {view.get("id") for view in sheet.iter("{http://www.w3.org/2000/svg}view")}


def test_light_and_dark_and_what_the_pages_use_are_there_and_the_rest_is_not(bundle):
    css = bundle.read_text()
    assert ":root[data-fr-theme=dark]" in css
    assert ".fr-header__brand" in css
    assert ".fr-checkbox-group" in css
    assert ".fr-transcription" not in css
    assert len(css) < 200_000


def test_every_sheet_of_ours_follows_the_design_system_in_the_one_that_pages_load(bundle):
    names = {sheet.name for sheet in our_sheets(settings.BASE_DIR)}
    assert names == {file.name for file in (settings.BASE_DIR / "static/css").iterdir()} - {"store.css", "admin.css"}
    css = bundle.read_text()
    assert (
        css.index(".fr-header{") < css.index(".store-band{") < css.index(".sheet-header{") < css.rindex("@media print{")
    )
