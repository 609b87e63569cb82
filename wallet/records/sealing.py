"""Lines 2 and 3 of a deposit: everything of a new version is looked at and sealed, and durable under random keys.

A paper is inspected while it is sealed, so that no plaintext waits anywhere for a verdict. Until its rows are written
nobody can open it: a refused one is destroyed before anything else is sealed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from storage.strongbox import Address, CitizenKey, SealedObject
from wallet.errors import WalletError
from wallet.intake.errors import error_of
from wallet.intake.reader import InspectedReader, Readable
from wallet.intake.verdicts import Signature, Verdict
from wallet.records.models import Kind
from wallet.records.rows import Place
from wallet.records.signatures import as_content
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class IncomingDocument:
    """A document as it streams in; `declared` is the media type that its sender claims."""

    body: Readable
    declared: str


@dataclass(frozen=True, slots=True, repr=False)
class SealedPaper:
    """A document that passed, and its two pictures. `flags`: what is odd about it, as words."""

    document: SealedObject
    preview: SealedObject
    thumbnail: SealedObject
    media_type: str
    flags: tuple[str, ...]
    signatures: tuple[Signature, ...]
    signed_by_trusted_issuer: bool


@dataclass(frozen=True, slots=True, repr=False)
class SealedVersion:
    """All objects of a new version, durable in the store, not yet in the database."""

    data: SealedObject
    data_copy: bytes
    paper: SealedPaper | None

    def objects(self) -> Iterator[SealedObject]:
        yield self.data
        if self.paper is not None:
            yield from (self.paper.document, self.paper.preview, self.paper.thumbnail)


def seal_version(
    vault: Vault,
    key: CitizenKey,
    place: Place,
    content: Mapping[str, Any],
    document: IncomingDocument | None,
    *,
    now: datetime,
) -> SealedVersion:
    """The document goes first: if its content is refused, nothing else was written. Its signatures join `content`.

    Raises the error of a refusal, InspectionUnavailableError, ScannerUnavailableError, what reading the body raises.
    """
    paper = _seal_paper(vault, key, place, document, now) if document is not None else None
    signed = {"signatures": as_content(paper.signatures)} if paper and paper.signatures else {}
    data, copy = vault.strongbox.seal_bytes(key, _address(key, place, Kind.DATA), canonical({**content, **signed}))
    return SealedVersion(data, copy, paper)


def canonical(content: Mapping[str, Any]) -> bytes:
    """As JSON with sorted members."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def destroy(vault: Vault, sealed: SealedVersion) -> None:
    """Only where the commit certainly did not happen; after any other failure the sweeper finds what has no owner."""
    for one in sealed.objects():
        vault.strongbox.destroy(one.store_key)


def _seal_paper(vault: Vault, key: CitizenKey, place: Place, document: IncomingDocument, now: datetime) -> SealedPaper:
    original, verdict = _seal_inspected(vault, key, place, document, now)
    pictures = ((Kind.PREVIEW, verdict.preview), (Kind.THUMBNAIL, verdict.thumbnail))
    preview, thumbnail = (
        vault.strongbox.seal_bytes(key, _address(key, place, kind), picture or b"")[0] for kind, picture in pictures
    )
    return SealedPaper(
        original,
        preview,
        thumbnail,
        verdict.media_type or "",
        tuple(sorted(verdict.flags)),
        verdict.signatures,
        verdict.signed_by_trusted_issuer,
    )


def _seal_inspected(
    vault: Vault, key: CitizenKey, place: Place, document: IncomingDocument, now: datetime
) -> tuple[SealedObject, Verdict]:
    """A wrong type or length stops the sealing early; every other verdict comes after the last byte."""
    with vault.inspector.begin(document.declared, now=now) as inspection:
        reader = InspectedReader(document.body, inspection)
        sealed = vault.strongbox.seal(key, _address(key, place, Kind.DOCUMENT), reader, None)
        try:
            verdict = reader.finish()
            if verdict.refused is not None:
                raise error_of(verdict.refused)
        except WalletError:
            vault.strongbox.destroy(sealed.store_key)
            raise
    return sealed, verdict


def _address(key: CitizenKey, place: Place, kind: Kind) -> Address:
    return Address(key.citizen, place.objects[kind], place.version)
