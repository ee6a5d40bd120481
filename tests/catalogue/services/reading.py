"""Open a sheet as a visitor does and read what is on it."""

import json
import re

from bs4 import BeautifulSoup


def open_sheet(client, page, query: str = "") -> BeautifulSoup:
    response = client.get(f"/services/{page.slug}/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element) -> str:
    """Text as it is read: spaces of the source's layout do not count."""
    return re.sub(r"[ \n]+", " ", element.get_text(" ")).strip()


def section(soup: BeautifulSoup, anchor: str) -> str:
    return words(soup.find(id=anchor))


def fact(soup: BeautifulSoup, label: str, inside: str) -> str:
    """What a section says beside a label."""
    return words(soup.find(id=inside).find("dt", string=label).find_next_sibling("dd"))


def structured_data(soup: BeautifulSoup) -> dict:
    return json.loads(soup.find("script", type="application/ld+json").string)
