"""One browser of `rush`: gets ready, waits for the word, presses, says how it was answered.

link <id of the link> <version> <answer>; asked <secret>; basket <person> <service> <token>;
question <person> <organisation>;
file <person> <import> <what was seen>; watch <person>
"""

import re
import sys
import time
from collections.abc import Callable

import django
from django.http import HttpResponse

Press = Callable[[], HttpResponse]


def link(pk: str, version: str, answer: str) -> Press:
    """Opening the link, then answering."""
    from store.spaces.links.link_tokens import address_of
    from store.spaces.models import ConfirmationLink

    path = "/" + address_of(ConfirmationLink.objects.get(pk=pk)).split("/", 3)[3]
    browser = browser_of()
    browser.get(path)
    return lambda: browser.post(path, {"answer": answer, "version": version, "reason": "Jamais vu."})


def asked(secret: str) -> Press:
    """Opening the link of a request without an account, then sending it."""
    browser, path = browser_of(), f"/confirmer/demande/{secret}/"
    browser.get(path)
    return lambda: browser.post(path)


def basket(person: str, service: str, token: str) -> Press:
    browser = browser_of(person)
    origin = {"Origin": "http://testserver"}
    browser.post("/panier/changement/", {"ajouter": service}, headers=origin)
    return lambda: browser.post("/panier/", {"function": "agent", "need": "Un besoin", "token": token})


def question(person: str, organisation: str) -> Press:
    browser = browser_of(person)
    said = {"organisation": organisation, "text": "Combien ?"}
    return lambda: browser.post("/mon-espace/retours/services/rdv/", said)


def file(person: str, number: str, seen: str) -> Press:
    browser = browser_of(person)
    return lambda: browser.post(f"/mainteneur/rdv/imports/{number}/appliquer/", {"seen": seen})


def watch(person: str) -> Press:
    """Looks at how far the person's import is, until it is under way and nothing of it can be read elsewhere."""
    from catalogue.deployments.models import Deployment

    browser = browser_of(person)

    def look() -> HttpResponse:
        for _ in range(6_000):
            page = browser.get("/mainteneur/rdv/imports/avancement/")
            said = re.search(r"<strong>(\d+) %</strong>", page.content.decode())
            if said and 0 < int(said[1]) < 99 and not Deployment.objects.exists():
                return page
            time.sleep(0.01)
        raise TimeoutError

    return look


def browser_of(person: str = ""):
    from django.test import Client

    from store.accounts.models import User

    browser = Client()
    if person:
        browser.force_login(User.objects.get(pk=person))
    return browser


if __name__ == "__main__":
    django.setup()
    what, *arguments = sys.argv[1:]
    press = {"link": link, "asked": asked, "basket": basket, "question": question, "file": file, "watch": watch}[what](
        *arguments
    )
    print("ready", flush=True)
    sys.stdin.readline()
    response = press()
    print(response.status_code, response.headers.get("Location", ""))
