"""The text part of an HTML mail, derived from the same template."""

import re
from html.parser import HTMLParser

_PARAGRAPHS = {"h1", "h2", "h3", "p", "ul", "ol", "hr", "blockquote"}
_BREAK = "\n"


class _Reader(HTMLParser):
    """Collects the text of the body and its separators, and the title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.parts: list[str] = []
        self._open: list[str] = []
        self._link = ("", 0)  # its address, and the index of its first part
        self._quote = 0  # the index of its first part

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        if tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self.parts))
        if tag == "blockquote":
            self._quote = len(self.parts)
        self.parts.append({"li": "\n- ", "br": _BREAK, "hr": "--"}.get(tag, ""))
        if tag in ("br", "hr", "meta"):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag == "blockquote":
            self._mark_quote()
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        if tag == "a":
            self._write_address()

    def handle_data(self, data: str) -> None:
        words = re.sub(r"[ \t\r\n]+", " ", data)
        if "title" in self._open:
            self.title.append(words)
        elif "head" not in self._open:
            self.parts.append(words)

    def _mark_quote(self) -> None:
        """Prefix its lines as mail programs do, so that quoted text does not pass for the Store's own words."""
        said = _spaced("".join(self.parts[self._quote :])).strip()
        self.parts[self._quote :] = ["\n".join(f"> {line}".rstrip() for line in said.split("\n"))]

    def _write_address(self) -> None:
        """Append the address of a link, unless its text is the address."""
        address, begins = self._link
        words = "".join(self.parts[begins:]).strip()
        if address and words != address.removeprefix("mailto:"):
            self.parts.append(f" : {address}")


def _spaced(text: str) -> str:
    """At most one empty line in a row, and no space around lines."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", text))


def read_mail(html: str) -> tuple[str, str]:
    """The subject (its title, on one line) and the text of a mail written in plain HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _spaced("".join(reader.parts)).replace("\n\n- ", "\n- ")
    text = re.sub(r"^- +", "- ", text, flags=re.MULTILINE)
    return " ".join("".join(reader.title).split()), text.strip() + "\n"
