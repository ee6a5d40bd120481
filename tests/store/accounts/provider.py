"""An OpenID provider that speaks as ProConnect does: oidc-provider-mock, in its own process.

Over the mock it adds ProConnect's addresses, signed user information and PKCE, and it can be told to lie:
`PUT /faults` with {"id_token": claims, "userinfo": claims, "unsigned": bool, "other_key": bool} until the next PUT.
Run as `python -m tests.store.accounts.provider`; it prints its address.
"""

import base64
import hashlib
import os

import flask
import oidc_provider_mock
from authlib.jose import JsonWebKey, jwt
from oidc_provider_mock._storage import storage
from werkzeug.serving import make_server

ADDRESSES = {"/authorize": "/oauth2/authorize", "/token": "/oauth2/token", "/session/end": "/oauth2/end_session"}
challenges: dict[str, str] = {}
clients: dict[str, str] = {}
faults: dict = {}


def signed(claims: dict) -> str:
    key = JsonWebKey.generate_key("RSA", 2048) if faults.get("other_key") else storage.jwk
    return jwt.encode({"alg": "RS256", "kid": "test"}, claims, key.as_dict(is_private=True)).decode()


def remember_challenge(response: flask.Response) -> None:
    """The code goes with the challenge of the request that asked for it."""
    code = dict(part.split("=", 1) for part in response.location.split("?", 1)[1].split("&")).get("code", "")
    challenges[code] = flask.request.args.get("code_challenge", "")


def refuse_another_verifier() -> flask.Response | None:
    verifier = flask.request.form.get("code_verifier", "").encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
    if challenges.get(flask.request.form.get("code", "")) != challenge:
        return flask.make_response({"error": "invalid_grant"}, 400)
    return None


def rewrite_tokens(response: flask.Response) -> None:
    tokens = response.get_json()
    claims = dict(jwt.decode(tokens["id_token"], storage.jwk.as_dict()))
    clients[tokens["access_token"]] = flask.request.form["client_id"]
    tokens["id_token"] = signed({**claims, **faults.get("id_token", {})})
    response.set_data(flask.json.dumps(tokens))


def sign_user_information(response: flask.Response) -> None:
    access_token = flask.request.headers["Authorization"].removeprefix("Bearer ")
    made = {"iss": flask.request.host_url.rstrip("/"), "aud": clients[access_token]}
    claims = {**response.get_json(), **made, **faults.get("userinfo", {})}
    response.set_data(flask.json.dumps(claims) if faults.get("unsigned") else signed(claims))
    response.content_type = "application/jwt"


def before() -> flask.Response | None:
    if flask.request.path == "/faults":
        faults.clear()
        faults.update(flask.request.get_json())
        return flask.make_response("", 204)
    return refuse_another_verifier() if flask.request.path == "/oauth2/token" else None


def after(response: flask.Response) -> flask.Response:
    if flask.request.path == "/oauth2/authorize" and response.status_code == 302:
        remember_challenge(response)
    elif flask.request.path == "/oauth2/token" and response.status_code == 200:
        rewrite_tokens(response)
    elif flask.request.path == "/userinfo" and response.status_code == 200:
        sign_user_information(response)
    return response


def make_application():
    app = oidc_provider_mock.app(require_nonce=True)
    app.before_request(before)
    app.after_request(after)
    inner = app.wsgi_app

    def at_the_addresses_of_proconnect(environ, start_response):
        environ["PATH_INFO"] = ADDRESSES.get(environ["PATH_INFO"], environ["PATH_INFO"])
        return inner(environ, start_response)

    app.wsgi_app = at_the_addresses_of_proconnect
    return app


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    server = make_server("localhost", 0, make_application(), threaded=True)
    print(f"http://localhost:{server.server_port}", flush=True)
    server.serve_forever()
