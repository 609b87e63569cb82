"""The offices become known to the wallet: a key pair each, of which the wallet gets the public half."""

import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from scripts.story.cast import Office
from scripts.story.errors import StoryStoppedError
from scripts.story.server import Place

PRIVATE_MEMBER = "d"


def register(place: Place, offices: tuple[Office, ...]) -> list[dict[str, Any]]:
    """Register them, as often as one likes; the private keys (JWK), which stay in the data folder with mode 0600."""
    folder = place.data / "services"
    folder.mkdir(mode=0o700, exist_ok=True)
    keys = [_private_key(key_file(place, office), office.client_id) for office in offices]
    descriptions = [_describe(folder, office, key) for office, key in zip(offices, keys, strict=True)]
    done = place.wallet("register", "service", *map(str, descriptions))
    if done.returncode:
        raise StoryStoppedError(
            "Không đăng ký được các cơ quan.",
            f"`wallet register service` ended with {done.returncode}: {done.stderr.strip()}",
        )
    return keys


def key_file(place: Place, office: Office) -> Path:
    return place.data / "services" / f"{office.client_id}.private.json"


def _describe(folder: Path, office: Office, private: dict[str, Any]) -> Path:
    """What the operator gets from an office: never the private half."""
    public = {name: value for name, value in private.items() if name != PRIVATE_MEMBER}
    description = folder / f"{office.client_id}.json"
    known = {
        "client_id": office.client_id,
        "name": office.name,
        "organisation": office.organisation,
        "jwks": {"keys": [public]},
        "procedures": office.procedures,
        "deposits": office.deposits,
        "redirect_uris": office.redirect_uris,
    }
    description.write_text(json.dumps(known, ensure_ascii=False, indent=2), encoding="utf-8")
    return description


def _private_key(path: Path, key_id: str) -> dict[str, Any]:
    if path.exists():
        kept: dict[str, Any] = json.loads(path.read_bytes())
        return kept
    made = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    private = {**made, "kid": key_id, "alg": "ES256"}
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(private, file)
    aside.replace(path)
    return private
