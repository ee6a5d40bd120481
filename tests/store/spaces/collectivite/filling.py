"""Pressing « Demander ce service », then « Envoyer ma demande »."""

import uuid

HERE = {"Origin": "http://testserver"}
SAID = {"function": "agent", "need": "Moins de rendez-vous manqués", "text": "Dès janvier."}


def add(client, service, then="/services/?tri=nom"):
    return client.post("/panier/changement/", {"ajouter": service.pk, "next": then}, headers=HERE)


def send(client, **said):
    page = client.get("/panier/")
    token = page.context["form"]["token"].value() if page.context["form"] else uuid.uuid4()
    return client.post("/panier/", {**SAID, "token": token, **said})
