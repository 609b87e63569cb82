"""The owner lets the wallet read the picture of a card or passport that it keeps, and confirms what it says.

    1  the original is opened for its owner, after its entry (`record.scan`), and read again in the confined process
    2  what was read goes to the owner and nowhere else: no row, no file, no log has it
    3  what the owner sends back becomes the next version of the record, self-declared, its picture sealed again with it

Between 2 and 3 nothing waits in the wallet: to read it once more is to open it once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from policies.release import Assurance
from wallet.clock import day_of
from wallet.records import reading
from wallet.records.agreement import given_for
from wallet.records.deposit import deposit
from wallet.records.errors import RecordIssuedError
from wallet.records.lines import RecordLine, line_of
from wallet.records.models import Record
from wallet.records.new_record import NewRecord
from wallet.records.pieces import Pieces
from wallet.records.reader import Reader
from wallet.records.sealing import IncomingDocument
from wallet.records.sender import sender_of
from wallet.records.suggesting import Suggestion, can_be_read, suggested
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True, repr=False)
class Confirmed:
    """What the owner says that the paper says; it takes the place of what the record said before."""

    values: Mapping[str, Any]
    as_of: date
    expires_on: date | None = None


def offers_reading(vault: Vault, line: RecordLine) -> bool:
    """Whether there is a picture that the wallet may understand, on a paper that its owner brought."""
    return line.has_document and is_ones_own(line) and can_be_read(vault.catalogue, line.type)


def read_suggestion(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> Suggestion:
    """What the picture says; empty when nothing can be read. Lines 1 and 2.

    Raises RecordNotFoundError, DocumentNotFoundError, OwnerMustConfirmError, InspectionUnavailableError.
    """
    document = reading.scan_document(vault, reader, record_id, now=now)
    with vault.database.reading() as session:
        line = line_of(session, session.get_one(Record, record_id))
    if not offers_reading(vault, line):
        return Suggestion()
    with vault.inspector.begin(document.media_type, now=now, codes=True) as inspection:
        for chunk in document.chunks:
            inspection.feed(chunk)
        verdict = inspection.finish()
    return suggested(vault.catalogue, line.type, verdict.codes, day_of(now))


def confirm(vault: Vault, reader: Reader, record_id: UUID, said: Confirmed, *, now: datetime) -> dict[str, Any]:
    """Line 3. Answers with the receipt of the new version.

    Raises RecordNotFoundError, RecordIssuedError for a paper that somebody else vouches for, and what `deposit` raises.
    """
    line = reading.read_line(vault, reader, record_id, now=now)
    if not is_ones_own(line):
        raise RecordIssuedError
    new = NewRecord(
        citizen=reader.citizen.id,
        type=line.type,
        values=said.values,
        as_of=said.as_of,
        expires_on=said.expires_on,
        assurance=Assurance.SELF_DECLARED,
        agreement=_agreed_before(vault, line),
        replaces=record_id,
    )
    return deposit(vault, new, _same_picture(vault, reader, line, now), sender_of(reader, ""), now=now)


def is_ones_own(line: RecordLine) -> bool:
    """Whether nobody but its owner says what it says, so that the owner may say it otherwise."""
    return line.assurance == Assurance.SELF_DECLARED and not line.issuer


def _agreed_before(vault: Vault, line: RecordLine) -> str:
    """The picture is kept under the words that its owner agreed to when it came."""
    with vault.database.reading() as session:
        given = given_for(session, session.get_one(Record, line.id), line.version)
    return given.hash if given else ""


def _same_picture(vault: Vault, reader: Reader, line: RecordLine, now: datetime) -> IncomingDocument | None:
    if not line.has_document:
        return None
    document = reading.scan_document(vault, reader, line.id, now=now)
    return IncomingDocument(Pieces(document.chunks), document.media_type)
