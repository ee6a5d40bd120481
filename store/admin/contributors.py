"""Who wrote what is about to be published, by comparing versions. No database."""

import json
import re
from collections.abc import Iterable
from typing import Any

# What Wagtail stores with a page besides its text: comments, states, dates and ids of rows.
BOOKKEEPING = frozenset(
    [
        "wagtail_admin_comments",
        "comments",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "draft_title",
        "live",
        "expired",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "locked",
        "locked_at",
        "locked_by",
        "owner",
        "path",
        "depth",
        "numchild",
        "url_path",
        "verified",
        "pk",
        "page",
        "id",
    ]
)
NAMES_OF_BLOCKS = frozenset(["id"])
# A form submitted without changes still rewrites rich texts: marks on paragraphs, spaces around tags, an empty
# paragraph for an empty text if its editor had not started, ids on blocks that had none.
_BLOCK_KEY = re.compile(r' data-block-key="\w+"')
_AROUND_TAG = re.compile(r" ?(<[^>]*>) ?")
_EMPTY = "<p></p>"


def contributors(versions: Iterable[tuple[int | None, dict[str, Any]]]) -> frozenset[int]:
    """Ids of the people whose version changed the text of the previous one, unless the change was undone since.

    Comments do not count.

    `versions`: (id of the author, content of the revision), oldest first. The first one is the public version, or
    `(None, {})` if the page was never published.
    """
    texts: list[str] = []
    authors: list[int | None] = []
    for author, content in versions:
        text = text_of(content)
        if text in texts:
            kept = texts.index(text) + 1
            del texts[kept:], authors[kept:]
        else:
            texts.append(text)
            authors.append(author)
    return frozenset(author for author in authors[1:] if author is not None)


def text_of(content: dict[str, Any]) -> str:
    """The readable part of a revision, as one comparable string."""
    return json.dumps(_as_read(content, BOOKKEEPING), sort_keys=True)


def _as_read(value: Any, but: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _as_read(part, but) for name, part in value.items() if name not in but}
    if isinstance(value, list):
        return [_as_read(part, but) for part in value]
    if isinstance(value, str):
        blocks = _blocks(value)
        return _words(value) if blocks is None else _as_read(blocks, NAMES_OF_BLOCKS)
    return value


def _blocks(text: str) -> list | None:
    """The blocks of a StreamField, which revisions store as JSON text."""
    try:
        return json.loads(text) if text.startswith("[{") else None
    except ValueError:
        return None


def _words(text: str) -> str:
    """The text and its tags, on one line."""
    in_one_line = " ".join(_BLOCK_KEY.sub("", text).split())
    return _AROUND_TAG.sub(r"\1", in_one_line).replace(_EMPTY, "")
