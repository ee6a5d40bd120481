"""Markdown or HTML from a file to the rich text of Wagtail's editor, sanitised in one place."""

import re

import markdown
import nh3

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT = {"p", "br", "ul", "ol", "li", "a", "strong", "em", "b", "i"}
_HEADING = re.compile(r"<(/?)h([1-6])>")
_ADDRESSLESS_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_SAME = str.maketrans({"\r": None, "\x00": None})


def rich_text(source: str) -> str:
    """For fields with blocks.TEXT_FEATURES: every heading becomes an h3."""
    return _HEADING.sub(r"<\1h3>", _clean(source))


def page_rich_text(source: str) -> str:
    """For pages: two levels of headings, h3 and h4 (`TEXT_FEATURES`), whatever the file starts with."""
    return _HEADING.sub(lambda found: f"<{found[1]}{'h3' if found[2] in '12' else 'h4'}>", _clean(source))


def short_rich_text(source: str) -> str:
    """For fields without headings (need.SHORT_TEXT): a heading becomes a bold paragraph."""
    html = _clean(source)
    return _HEADING.sub(lambda found: "</b></p>" if found[1] else "<p><b>", html)


def _clean(source: str) -> str:
    html = markdown.markdown(source.translate(_SAME), extensions=["sane_lists"], output_format="html")
    html = nh3.clean(
        html,
        tags=_KEPT | _HEADINGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
        strip_comments=True,
    )
    html = _ADDRESSLESS_LINK.sub(r"\1", html)
    for markdown_tag, wagtail_tag in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{markdown_tag}>", f"<{wagtail_tag}>").replace(f"</{markdown_tag}>", f"</{wagtail_tag}>")
    return html.strip()
