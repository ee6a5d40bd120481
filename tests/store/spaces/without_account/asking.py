"""What a person without an account does: fills the form of the basket, opens the links of the mails."""

import re

from django.test import Client

from store.mail.models import Message
from tests.store.spaces.collectivite.filling import add

ADDRESS = "mairie@saint-dezery.example"
SAID = {
    "name": "Odile Barre",
    "function": "agent",
    "email": ADDRESS,
    "phone": "04 66 00 00 00",
    "collectivite": "Saint-Dézéry",
    "need": "Des rendez-vous à l'heure",
    "text": "Deux agents, dès janvier.",
}


def ask(client: Client, *services, **said):
    for service in services:
        add(client, service)
    form = client.get("/panier/").context["visitor"]
    return client.post("/panier/", {**SAID, "token": form["token"].value(), **said})


def link_in(message: Message) -> str:
    """The first path that a mail leads to and that no page of the site shows."""
    return re.search(r"https?://[^/\s]+(/(?:confirmer/demande|suivre)/[^\s>)\"]+)", message.text)[1]


def link_to_confirm(address: str = ADDRESS) -> str:
    return link_in(Message.objects.filter(to=address, subject__startswith="Confirmez").latest("pk"))


def confirm(client: Client, address: str = ADDRESS):
    """Presses « Envoyer ma demande » on the page of the mail; its path is that where the request is followed."""
    return client.post(link_to_confirm(address))
