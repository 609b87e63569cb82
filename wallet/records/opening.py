"""The only place that turns sealed bytes into values: after a durable log entry, and for others only with a Permit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from policies.release import Permit
from storage.strongbox import CitizenKey, SealedObject
from wallet.ledger.log import Receipt
from wallet.records.errors import RecordNotFoundError
from wallet.records.models import SealedObjectRow
from wallet.records.rows import as_sealed
from wallet.records.signatures import PaperSignature, from_content
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """What a version says, and who signed its document."""

    values: dict[str, Any]
    signatures: tuple[PaperSignature, ...]


Keys = Mapping[int, CitizenKey]
"""Version to one citizen's key."""


def keys_of(vault: Vault, rows: Iterable[SealedObjectRow | SealedObject], receipt: Receipt) -> Keys:
    """The keys under which these were sealed: asked for once, and not once for each record of a full wallet."""
    versions = {row.citizen_key_version for row in rows}
    with vault.database.reading() as session:
        return {version: vault.citizen_keys.to_open(session, receipt, version) for version in versions}


def open_values(vault: Vault, row: SealedObjectRow, receipt: Receipt, keys: Keys | None = None) -> dict[str, Any]:
    """All attributes of one version, for the person they belong to (`receipt.citizen`).

    `keys`: of `keys_of`, for whoever opens several.
    """
    return open_content(vault, row, receipt, keys).values


def open_content(vault: Vault, row: SealedObjectRow, receipt: Receipt, keys: Keys | None = None) -> Content:
    """As `open_values`, with the signatures that the inspection found; papers kept before it looked have none."""
    sealed = as_sealed(row, receipt.citizen)
    key = (keys or keys_of(vault, [row], receipt))[row.citizen_key_version]
    content: dict[str, Any] = orjson.loads(vault.strongbox.open_bytes(key, sealed, row.sealed_copy))
    return Content(content["attributes"], from_content(content.get("signatures", ())))


def open_permitted(
    vault: Vault, row: SealedObjectRow, permit: Permit, receipt: Receipt, keys: Keys | None = None
) -> dict[str, Any]:
    """Only the attributes that were permitted. Raises RecordNotFoundError when the permit is for another record."""
    _check_permit(row, permit, receipt.citizen)
    values = open_values(vault, row, receipt, keys)
    return {name: value for name, value in values.items() if name in permit.attributes}


def open_document(vault: Vault, row: SealedObjectRow, receipt: Receipt) -> Iterator[bytes]:
    """The document, for the person it belongs to. It is checked up to the first chunk before this returns.

    A later chunk that was altered raises TamperedError: the response must break off, never end cleanly.
    """
    sealed = as_sealed(row, receipt.citizen)
    key = keys_of(vault, [row], receipt)[row.citizen_key_version]
    chunks = vault.strongbox.open(key, sealed)
    first = next(chunks, b"")
    return _joined(bytes(first), chunks)


def open_pieces(vault: Vault, pieces: Sequence[SealedObject], receipt: Receipt) -> Iterator[bytes]:
    """A paper that came in pieces, piece by piece, for the person it belongs to."""
    keys = keys_of(vault, pieces, receipt)
    for piece in pieces:
        yield vault.strongbox.open_bytes(keys[piece.citizen_key_version], piece)


def open_permitted_document(vault: Vault, row: SealedObjectRow, permit: Permit, receipt: Receipt) -> Iterator[bytes]:
    """As `open_document`, for somebody else. Raises RecordNotFoundError when the permit does not cover it."""
    _check_permit(row, permit, receipt.citizen)
    if not permit.document:
        raise RecordNotFoundError
    return open_document(vault, row, receipt)


def _check_permit(row: SealedObjectRow, permit: Permit, citizen: UUID) -> None:
    if (permit.record, permit.citizen) != (str(row.record_id), str(citizen)):
        raise RecordNotFoundError


def _joined(first: bytes, rest: Iterator[Any]) -> Iterator[bytes]:
    yield first
    for chunk in rest:
        yield bytes(chunk)
