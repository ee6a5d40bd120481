"""The addresses of a service's pages, and reading them."""

import re
from html import unescape

OF_A_SERVICE = (
    "",
    "deploiements/",
    "deploiements/ajouter/",
    "deploiements/export.csv",
    "deploiements/export.xlsx",
    "imports/",
    "demandes/",
    "annonces/",
    "api/",
)


def text_of(response) -> str:
    """The words of a page, on one line."""
    return words_of(response.content.decode())


def words_of(html: str) -> str:
    body = re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(body).split())
