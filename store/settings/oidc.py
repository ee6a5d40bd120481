"""Signing in with ProConnect. Off without PROCONNECT_CLIENT_ID; with it, missing values stop the start.

Endpoints are derived from the issuer, for instance
https://auth.agentconnect.gouv.fr/api/v2 (production) or https://fca.integ01.dev-agentconnect.fr/api/v2 (tests).
"""

from urllib.parse import urlsplit

import environ

env = environ.Env()

OIDC_RP_CLIENT_ID = env.str("PROCONNECT_CLIENT_ID", default="")
PROCONNECT_ISSUER = env.str("PROCONNECT_ISSUER").rstrip("/") if OIDC_RP_CLIENT_ID else ""
OIDC_RP_CLIENT_SECRET = env.str("PROCONNECT_CLIENT_SECRET") if OIDC_RP_CLIENT_ID else ""
# For `form-action`, which browsers apply to redirects too.
PROCONNECT_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(PROCONNECT_ISSUER))] if OIDC_RP_CLIENT_ID else []

OIDC_OP_AUTHORIZATION_ENDPOINT = f"{PROCONNECT_ISSUER}/authorize"
OIDC_OP_TOKEN_ENDPOINT = f"{PROCONNECT_ISSUER}/token"
OIDC_OP_USER_ENDPOINT = f"{PROCONNECT_ISSUER}/userinfo"
OIDC_OP_JWKS_ENDPOINT = f"{PROCONNECT_ISSUER}/jwks"
OIDC_OP_LOGOUT_ENDPOINT = f"{PROCONNECT_ISSUER}/session/end"
OIDC_OP_LOGOUT_URL_METHOD = "store.accounts.proconnect.logout_url"

OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid given_name usual_name email siret"
OIDC_AUTH_REQUEST_EXTRA_PARAMS = {"acr_values": "eidas1"}
OIDC_AUTH_REQUEST_FORWARDED_PARAMS: list[str] = []
OIDC_AUTHENTICATION_CALLBACK_URL = "proconnect-callback"
OIDC_USE_NONCE = OIDC_USE_PKCE = True
OIDC_STORE_ID_TOKEN = True  # required to end the session at ProConnect
OIDC_TIMEOUT = 5  # seconds, for each call to ProConnect
OIDC_OP_USER_ENDPOINT_FORMAT = "JWT"  # unsigned answers are refused
OIDC_USERINFO_FULLNAME_FIELDS = ["given_name", "usual_name"]
OIDC_FALLBACK_TO_EMAIL_FOR_IDENTIFICATION = False  # e-mail addresses are reassigned
# The employer is read at sign-in: people who leave one act for it for half a day at most.
SESSION_COOKIE_AGE = 12 * 3600
