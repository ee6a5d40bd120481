"""Signing in with ProConnect, the State's identity federation for public agents (OpenID Connect).

django-lasuite reads signed answers, mozilla-django-oidc handles nonce and PKCE. Neither checks the issuer or the
audience of a token, and both identify people by `sub` alone or by e-mail: this module does better.
"""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string
from lasuite.oidc_login.backends import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import absolutify

from catalogue.deployments.independence import are_one
from catalogue.deployments.models.deployment_event import CALM
from catalogue.foundation.text import longest
from catalogue.territories.models import Organisation
from store.accounts import address_changes
from store.accounts.models import User
from store.accounts.models.person import EmailProof

_LONGEST_ADDRESS = longest(User, "email")

SIREN_LENGTH, SIRET_LENGTH = 9, 14


def is_configured() -> bool:
    return bool(settings.OIDC_RP_CLIENT_ID)


def logout_url(request: HttpRequest) -> str:
    """Where to go after signing out: home, through ProConnect if the person came from there."""
    id_token = request.session.get("oidc_id_token")
    if not id_token or not is_configured():
        return settings.LOGOUT_REDIRECT_URL
    parameters = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": absolutify(request, settings.LOGOUT_REDIRECT_URL),
        "state": get_random_string(32),  # required by ProConnect, not used on return
    }
    return f"{settings.OIDC_OP_LOGOUT_ENDPOINT}?{urlencode(parameters)}"


class ProConnectBackend(OIDCAuthenticationBackend):
    """One person per (issuer, sub), attached to the organisation that their employer's SIREN names."""

    def authenticate(self, request: HttpRequest, *, nonce: str, code_verifier: str) -> User | None:
        """Only the callback view has both arguments, so no other sign-in form can reach this backend."""
        return super().authenticate(request, nonce=nonce, code_verifier=code_verifier)

    def get_user(self, user_id: int) -> User | None:
        """None for a closed account, unlike mozilla-django-oidc."""
        return ModelBackend.get_user(self, user_id)

    def verify_token(self, token: str, **kwargs) -> dict:
        """The claims of an identity token or of signed user information, made by ProConnect and for us.

        Raises SuspiciousOperation or a jwt.PyJWTError when they are not.
        """
        claims = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        if claims.get("iss") != settings.PROCONNECT_ISSUER:
            raise SuspiciousOperation("Token made by another issuer")
        if self.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("Token made for another client")
        if claims.get("azp", self.OIDC_RP_CLIENT_ID) != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("Token asked for by another client")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: dict) -> dict:
        claims = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("User information about somebody else")
        return claims

    def get_extra_claims(self, user_info: dict) -> dict[str, str]:
        name = (self.compute_full_name(user_info) or "")[:200]
        return {
            "issuer": settings.PROCONNECT_ISSUER,
            "email": _whole_address(user_info),
            "name": name,
            "proven_name": name,
            "first_name": str(user_info.get("given_name") or "")[:150],  # how Wagtail greets people
            "siret": siret_of(user_info),
        }

    def get_existing_user(self, sub: str, email: str) -> User | None:
        return User.objects.filter(issuer=settings.PROCONNECT_ISSUER, sub=sub).first()

    def create_user(self, claims: dict) -> User:
        """Two tabs that come back at once create one person."""
        identity = {name: claims[name] for name in ("issuer", "sub")}
        made = {**claims, "username": f"proconnect-{uuid.uuid4()}", "password": make_password(None)}
        if claims["email"]:
            made |= {
                "proven_email": claims["email"],
                "email_proof": EmailProof.PROCONNECT,
                "email_since": timezone.now(),
            }
        user, _ = User.objects.get_or_create(**identity, defaults=made)
        attach_by_siren(user)
        return user

    def update_user_if_needed(self, user: User, claims: dict) -> None:
        """Keeps what ProConnect no longer gives, except the employer. Logs none of it."""
        employer, address = user.siret, claims.get("email")
        said = {name: value for name, value in claims.items() if name != "email" and (value or name == "siret")}
        for name, value in said.items():
            setattr(user, name, value)
        user.save(update_fields=list(said))
        if address and (address, address, EmailProof.PROCONNECT) != (user.email, user.proven_email, user.email_proof):
            address_changes.given_by_proconnect(user, address)
        if user.siret != employer or user.organisation is None:
            attach_by_siren(user)


def siret_of(user_info: dict) -> str:
    """Fourteen digits, or nothing."""
    siret = str(user_info.get("siret") or "").replace(" ", "")
    return siret if siret.isascii() and siret.isdecimal() and len(siret) == SIRET_LENGTH else ""


def attach_by_siren(user: User) -> None:
    """Attach to the organisation of the SIRET, or to none: people who change employer stop acting for the former one.

    A SIREN that somebody typed lately proves nothing: it never attaches that person, under any account, and those it
    attaches are recorded as let in by them. If their account is gone, it attaches nobody.
    """
    siren = user.siret[:SIREN_LENGTH]
    found = Organisation.objects.filter(siren=siren).select_related("siren_by").first() if siren else None
    is_new = found is not None and found.siren_since is not None and found.siren_since > timezone.now() - CALM
    if found and (are_one(user, found.siren_by) or (is_new and found.siren_by is None)):
        found = None
    user.attach(found, by=found.siren_by if found and is_new else None)


def _whole_address(user_info: dict) -> str:
    """Empty if it is too long to store: a truncated address may be somebody else's."""
    address = str(user_info.get("email") or "")
    return address if len(address) <= _LONGEST_ADDRESS else ""
