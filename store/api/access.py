"""Who calls: a token opens one service, at a rate, for as long as its author maintains that service."""

from datetime import timedelta

from django.http import HttpRequest
from ninja.errors import AuthorizationError, Throttled
from ninja.security import HttpBearer

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from catalogue.services.caller import caller_address
from catalogue.services.models.allowance import Allowance
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.api.models import Token

WINDOW = timedelta(hours=1)
REQUESTS = 1_000
"""Per token and window."""
BULK_REQUESTS = 60
"""Per token and window: each may write thousands of rows."""
MISTAKES = 100
"""Per address and window: requests with a token that opens nothing."""


class TokenAuth(HttpBearer):
    """`request.auth` is then the Token."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.objects.named_by(token)
        if found is None:
            _count("api-unknown", caller_address(request), MISTAKES)
            return None
        _count("api", str(found.pk), REQUESTS)
        if not may(person_of(found.author), Action.ISSUE_TOKEN, About(service_id=found.service_id)):
            raise AuthorizationError(message="La personne qui a créé ce jeton ne tient plus ce service à jour.")
        found.note_use()
        return found


def count_bulk(token: Token) -> None:
    _count("api-bulk", str(token.pk), BULK_REQUESTS)


def author_of(token: Token) -> Author:
    """The team of the service, by the token of one of its people."""
    return Author(Party.SERVICE, Channel.API, user=token.author)


def _count(action: str, caller: str, limit: int) -> None:
    """One more; raises Throttled when it is one too many."""
    if wait := Allowance.objects.take(action, caller, limit=limit, window=WINDOW):
        raise Throttled(wait)
