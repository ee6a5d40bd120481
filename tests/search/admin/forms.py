"""What an editor types into the forms of the search, and what these answer."""

from collections.abc import Iterable

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from catalogue.services.models import ServicePage
from search.models import PinnedResults

PINS, SYNONYMS = "wagtailsnippets_search_pinnedresults", "wagtailsnippets_search_synonymset"


def pin_data(question: str, services: Iterable[ServicePage], saved: PinnedResults | None = None) -> dict[str, str]:
    """As the browser sends it: rows that are saved stay where they are in the form, and say their new place."""
    rows = [(pin.service_id, pin.pk) for pin in saved.services.all()] if saved else []
    order = {service.pk: place for place, service in enumerate(services, 1)}
    known = {service for service, _ in rows}
    rows += [(service, "") for service in order if service not in known]
    data = {"question": question, "services-TOTAL_FORMS": str(len(rows)), "services-INITIAL_FORMS": str(len(known))}
    for number, (service, row) in enumerate(rows):
        values = {
            "service": service,
            "id": row,
            "ORDER": order.get(service, ""),
            "DELETE": "" if service in order else "1",
        }
        data |= {f"services-{number}-{name}": str(value) for name, value in values.items()}
    return data


def read_effect(client: Client, url_name: str, data: dict, *args) -> dict[str, tuple[list[str], list[str]]]:
    """Question -> what is shown of now, what is shown of then."""
    response = client.post(reverse(url_name, args=args), data)
    assert response.status_code == 200
    sections = BeautifulSoup(response.content, "html.parser").select("section")
    return {
        text(section.h3): tuple([text(item) for item in side.select("li")] for side in section.select("div > div"))
        for section in sections
    }


def text(element) -> str:
    return " ".join(element.get_text(" ").split())


def errors(client: Client, url_name: str, data: dict, *args) -> dict[str, str]:
    """Field that an error leads to ("" for none) -> what is said."""
    response = client.post(reverse(url_name, args=args), data)
    assert response.status_code == 422
    items = BeautifulSoup(response.content, "html.parser").select("li")
    return {item.a["href"] if item.a else "": text(item) for item in items}
