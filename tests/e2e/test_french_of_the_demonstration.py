"""The pages of the demonstration put « de » and « à » before names as French does."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalogue.deployments.models import Deployment
from catalogue.services.models import ServicePage

pytestmark = pytest.mark.django_db
NOUN = r"(?:Département|Syndicat|Région|Communauté|Métropole|Collectivité|Agence|Ministère|CC|CA|CU)\b"
INFINITIVE = r"(?:y |en )?\w+(?:er|ir|re)\b"
"""What « de les » may come before: « de les remettre »."""
FAULT = re.compile(rf"(?<!\w)(?:(?:[dD]e|[àÀ]) les? (?!{INFINITIVE})|(?:[dD]e|[àÀ]) {NOUN} |[dD]e [AEIOUÉÈ]\w+[eé] )")
SHEETS = 40


def test_no_page_says_de_departement_nor_de_espace(demo_store):
    client, faults = Client(), {}
    services = ServicePage.objects.public().order_by("title")
    users = Deployment.objects.in_use().filter(territory__isnull=False).order_by("territory__kind", "pk")
    territories = {use.territory.get_absolute_url() for use in users.select_related("territory")[::40]}
    addresses = [
        address
        for service in services[:SHEETS]
        for address in (
            service.url,
            f"/services/{service.slug}/actualites/",
            f"/services/{service.slug}/collectivites/",
        )
    ]
    read = 0
    for address in ["/", "/services/", *addresses, *sorted(territories)]:
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        read += 1
        text = " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())
        found = [text[max(one.start() - 20, 0) : one.end() + 20] for one in FAULT.finditer(text)]
        if found:
            faults[address] = found
    assert read > SHEETS
    assert faults == {}
