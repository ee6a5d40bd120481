"""An editor looks after the words that services are classified with."""

import pytest
from django.urls import reverse

from catalogue.services.models import Audience, Connection, LegalVehicle, Theme

pytestmark = pytest.mark.django_db


def address(model, view: str, *args) -> str:
    return reverse(f"wagtailsnippets_services_{model._meta.model_name}:{view}", args=args)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Theme, {"description": "Ce qui pousse"}),
        (Audience, {"group": "usager"}),
        (LegalVehicle, {"description": "À plusieurs"}),
        (Connection, {"url": "https://exemple.fr/"}),
    ],
)
def test_an_editor_adds_then_renames_a_word(admin_client, model, fields):
    word = {"name": "Jardins", "slug": "jardins", "order": 3, **fields}
    assert admin_client.post(address(model, "add"), word).status_code == 302
    row = model.objects.get(slug="jardins")
    admin_client.post(address(model, "edit", row.pk), {**word, "name": "Jardins et parcs"})
    row.refresh_from_db()
    assert row.name == "Jardins et parcs"
    assert "Jardins et parcs" in admin_client.get(address(model, "list")).text
