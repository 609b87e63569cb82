"""What the makers of this site were told when the wallet's operator registered it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

RETURN_PATH = "/vi/xong"


@dataclass(frozen=True, slots=True)
class Registration:
    """`private_key`: a JWK; its public half is what the operator has. `port`: of this site, on loopback."""

    issuer: str
    client_id: str
    private_key: dict[str, Any]
    port: int

    @property
    def address(self) -> str:
        return address_at(self.port)

    @property
    def redirect_uri(self) -> str:
        return self.address + RETURN_PATH

    @classmethod
    def read(cls, issuer: str, client_id: str, key_file: Path, port: int) -> Self:
        return cls(issuer, client_id, json.loads(key_file.read_bytes()), port)


def address_at(port: int) -> str:
    return f"http://127.0.0.1:{port}"
