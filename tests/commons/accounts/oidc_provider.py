"""A small OpenID Connect provider: discovery, keys, code flow with PKCE, tokens signed by RS256.

Runs as a process of its own (``python oidc_provider.py 0`` prints its port). It signs in whoever
``POST /somebody`` named last, and checks what a provider must check: the client, its secret, the address
to go back to, the code verifier, and that a code is used once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "serai", "a-secret-of-the-client"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CODES: dict[str, dict[str, Any]] = {}
TOKENS: dict[str, dict[str, Any]] = {}
SOMEBODY: dict[str, Any] = {}
SEEN: list[str] = []


class Provider(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        path, said = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        SEEN.append(path)
        issuer = f"http://{self.headers['Host']}"
        if path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._answer({"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]})
        elif path == "/authorize":
            self._authorize({name: values[0] for name, values in said.items()})
        elif path == "/userinfo":
            claims = TOKENS.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            self._answer(claims or {"error": "invalid_token"}, 200 if claims else 401)
        elif path == "/seen":
            self._answer({"seen": SEEN})
        else:
            self._answer({"error": "not found"}, 404)

    def _authorize(self, said: dict[str, str]) -> None:
        wrong = [
            name
            for name, right in (
                ("client_id", CLIENT),
                ("response_type", "code"),
                ("code_challenge_method", "S256"),
            )
            if said.get(name) != right
        ]
        if wrong or not said.get("code_challenge") or "openid" not in said.get("scope", "").split():
            self._answer({"error": "invalid_request", "wrong": wrong}, 400)
            return
        code = secrets.token_urlsafe(16)
        CODES[code] = {
            "challenge": said["code_challenge"],
            "back": said["redirect_uri"],
            "who": dict(SOMEBODY),
        }
        self.send_response(302)
        back = urlencode({"code": code, "state": said.get("state", "")})
        self.send_header("Location", f"{said['redirect_uri']}?{back}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path = urlsplit(self.path).path
        SEEN.append(path)
        if path == "/somebody":
            SOMEBODY.clear()
            SOMEBODY.update(json.loads(body))
            self._answer({})
        elif path == "/token":
            self._token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self._answer({"error": "not found"}, 404)

    def _token(self, said: dict[str, str]) -> None:
        kept = CODES.pop(said.get("code", ""), None)
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        client = (said.get("client_id"), said.get("client_secret")) == (CLIENT, SECRET)
        if (
            kept is None
            or not client
            or challenge != kept["challenge"]
            or said.get("redirect_uri") != kept["back"]
        ):
            self._answer({"error": "invalid_grant"}, 400)
            return
        issuer, now = f"http://{self.headers['Host']}", int(time.time())
        claims = {"iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **kept["who"]}
        token = secrets.token_urlsafe(16)
        TOKENS[token] = kept["who"]
        signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        self._answer({"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    def _answer(self, value: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Nothing is said."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    print(server.server_port, flush=True)
    server.serve_forever()
