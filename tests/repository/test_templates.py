"""Templates: used, without inline code, and calling nobody."""

import re
from pathlib import Path

from tests.repository import ROOT, tracked

TEMPLATES = ROOT / "templates"
INLINE = re.compile(
    r"<style\b|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\b(src|type=\"application/(ld\+)?json\")\b)"
)
REPLACES_A_LIBRARY_TEMPLATE = ("dsfr/", "wagtailadmin/", "modeladmin/", "wagtailimages/", "wagtailcore/")
FOUND_BY_DJANGO = {"404.html", "500.html", "403.html", "403_csrf.html", "400.html", "429.html"}


def public_templates() -> list[Path]:
    return [p for p in tracked(".html") if p.is_relative_to(TEMPLATES)]


def test_no_public_template_carries_inline_script_or_style():
    guilty = {p.relative_to(TEMPLATES).as_posix() for p in public_templates() if INLINE.search(p.read_text())}
    assert {name for name in guilty if not name.startswith(REPLACES_A_LIBRARY_TEMPLATE)} == set()


def test_no_template_loads_anything_from_a_third_party():
    pattern = re.compile(r"""(?:src|srcset|data)=["']https?:|<link[^>]+href=["']https?:""")
    assert [p.name for p in public_templates() if pattern.search(p.read_text())] == []


def test_every_template_is_used():
    sources = "\n".join(p.read_text() for p in tracked(".py", ".html") if "tests" not in p.parts)
    unused = []
    for path in public_templates():
        name = path.relative_to(TEMPLATES).as_posix()
        if name in FOUND_BY_DJANGO or name.startswith(REPLACES_A_LIBRARY_TEMPLATE):
            continue
        if not re.search(rf"""["']{re.escape(name)}["']""", sources):
            unused.append(name)
    assert unused == []


def test_the_first_of_a_month_is_said_in_french():
    """« 1er mars »: the filters `day` and `moment`, where Django's `date` writes « 1 mars »."""
    assert [path.name for path in public_templates() if '|date:"j ' in path.read_text()] == []


def test_no_template_puts_de_or_a_before_a_name_by_hand():
    """« de Département », « de Espace »: the filters `of` and `to` make the words agree."""
    named = r"[\w.]*(?:organisation(?:\.name)?|(?:service|page|requested|sheet)\.title|(?:asked|asking)\.name)"
    by_hand = re.compile(rf"(?<!\w)(?:de|du|d'|à|au) ?\{{\{{ ?{named} ?\}}\}}")
    assert [path.name for path in public_templates() for found in by_hand.finditer(path.read_text())] == []
