"""JSON-LD of a sheet: only what it states and schema.org can express."""

import json
from collections.abc import Iterable

from catalogue.services.choices import CostModel

# Characters that could end the script element or open a comment; JSON escapes are equivalent.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class JsonForScript:
    """JSON that is safe inside a `<script>` element; format_html inserts it as it is."""

    def __init__(self, data: dict):
        self.data = data

    def __html__(self) -> str:
        return json.dumps(self.data, ensure_ascii=False).translate(_ESCAPES)


def service_data(page, url: str, themes: Iterable[str] = (), image_url: str = "") -> dict:
    """A schema.org SoftwareApplication, without unknown properties."""
    data = {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "@id": f"{url}#service",
        "name": page.title,
        "description": page.summary,
        "url": page.website,
        "mainEntityOfPage": url,
        "image": image_url,
        "keywords": ", ".join(themes),
        "author": _organisation(page.owned_by),
        "provider": _organisation(page.operator),
        "license": f"https://spdx.org/licenses/{page.licence}.html" if page.licence else "",
        "isAccessibleForFree": True if page.cost_model == CostModel.GRATUIT else None,
        "dateModified": page.last_published_at.date().isoformat() if page.last_published_at else "",
    }
    return {name: value for name, value in data.items() if value}


def _organisation(organisation) -> dict | None:
    if organisation is None:
        return None
    data = {"@type": "Organization", "name": organisation.name, "url": organisation.url}
    return {name: value for name, value in data.items() if value}
