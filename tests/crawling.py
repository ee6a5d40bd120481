"""The site map as search engines read it: its index, then every file that the index names."""

import re
from urllib.parse import urlsplit

from django.test import Client

SITE_MAP = ("/sitemap.xml", *(f"/sitemap-{section}.xml" for section in ("services", "pages", "themes", "own")))


def site_map(client: Client) -> str:
    index = client.get("/sitemap.xml").content.decode()
    named = [urlsplit(address) for address in re.findall(r"<loc>([^<]+)</loc>", index)]
    files = [f"{address.path}?{address.query}" for address in named]
    return "\n".join([index, *(client.get(file).content.decode() for file in files)])
