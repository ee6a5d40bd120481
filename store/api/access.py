"""Authentication: a token opens one service, at a limited rate, while its author maintains that service."""

from django.http import HttpRequest
from ninja.errors import AuthorizationError, Throttled
from ninja.security import HttpBearer

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from catalogue.foundation.callers import caller_address
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.api.models import Token
from store.limits import TooManyError, spend


class TokenRequest(HttpRequest):
    """What operations behind `TokenAuth` receive."""

    auth: Token


class TokenAuth(HttpBearer):
    """Sets `request.auth` to the Token."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.objects.named_by(token)
        if found is None:
            _count("api-unknown", caller_address(request))
            return None
        _count("api", str(found.pk))
        if not may(person_of(found.author), Action.ISSUE_TOKEN, About(service_id=found.service_id)):
            raise AuthorizationError(message="La personne qui a créé ce jeton ne tient plus ce service à jour.")
        found.note_use()
        return found


def count_bulk(token: Token) -> None:
    _count("api-bulk", str(token.pk))


def author_of(token: Token) -> Author:
    """The team of the service, through the owner of the token."""
    return Author(Party.SERVICE, Channel.API, user=token.author)


def _count(limit: str, who: str) -> None:
    """Count one use of this limit; raises Throttled beyond it."""
    try:
        spend(limit, who)
    except TooManyError as error:
        raise Throttled(error.wait) from error
