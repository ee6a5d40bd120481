"""Making a token for a program, and taking it back."""

import re

import pytest

from store.api.models import MOST_PER_SERVICE, Token
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
TOKENS = "/mainteneur/rdv/api/"
SECRET = re.compile(r"store_[\w-]{43}")


def test_a_token_is_shown_once_and_only_its_digest_is_kept(team, maintainer, service):
    secret = SECRET.search(team.post(TOKENS, {"name": "Notre outil"}).content.decode())[0]
    token = Token.objects.get()
    assert (token.service, token.author, token.name) == (service, maintainer, "Notre outil")
    assert secret not in str(Token.objects.values().get())
    again = team.get(TOKENS)
    assert not SECRET.search(again.content.decode())
    assert "Notre outil ( store_" in text_of(again) and "Jamais utilisé." in text_of(again)


def test_a_revoked_token_opens_nothing_any_more(team, client, service):
    secret = SECRET.search(team.post(TOKENS, {"name": "Notre outil"}).content.decode())[0]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/deploiements/", headers=bearer).status_code == 200
    assert "Utilisé le" in text_of(team.get(TOKENS))
    team.post(f"{TOKENS}{Token.objects.get().pk}/revoquer/")
    assert client.get("/api/v1/deploiements/", headers=bearer).status_code == 401
    assert "Jetons révoqués" in text_of(team.get(TOKENS))


def test_a_name_is_needed_and_taken_once(team, service):
    assert team.post(TOKENS, {"name": " "}).context["form"].errors["name"]
    for _ in range(2):
        answer = team.post(TOKENS, {"name": "Notre outil"})
    assert answer.context["form"].errors == {"name": ["Un jeton de ce service porte déjà ce nom."]}
    assert not SECRET.search(answer.content.decode())
    assert Token.objects.count() == 1


def test_a_service_has_a_handful_of_tokens(team, service):
    for number in range(MOST_PER_SERVICE):
        team.post(TOKENS, {"name": f"Outil {number}"})
    refused = team.post(TOKENS, {"name": "Un de trop"})
    assert f"{MOST_PER_SERVICE} jetons au plus" in refused.context["form"].errors["name"][0]


def test_the_tokens_of_another_service_are_neither_shown_nor_revoked(team, service, other_service, maintainer):
    theirs, _ = Token.issue(other_service, maintainer, "Outil des autres")
    assert "Outil des autres" not in text_of(team.get(TOKENS))
    assert team.post(f"{TOKENS}{theirs.pk}/revoquer/").status_code == 404
    assert Token.objects.usable().filter(pk=theirs.pk).exists()


def test_the_service_of_a_token_is_not_the_forms_to_say(team, service, other_service):
    team.post(TOKENS, {"name": "Notre outil", "service": other_service.pk})
    assert Token.objects.get().service == service
