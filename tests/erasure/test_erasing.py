"""A wallet that its owner erased is read by nobody again, and what the law keeps says nothing of them."""

from typing import TypeVar
from uuid import UUID

import pytest
from sqlmodel import SQLModel, select

from policies.grounds import Ground
from storage.keyring import KeyringFile
from tests.house import HOW, LAN, MINH, House
from tests.papers import PDF
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent, ConsentVersion
from wallet.corrections import mine
from wallet.corrections.models import Correction
from wallet.disposals.models import Disposal
from wallet.dossiers import release
from wallet.dossiers.models import Dossier
from wallet.dossiers.schemas import Necessity
from wallet.erasure import erasing, finishing
from wallet.erasure.errors import ErasureNotConfirmedError
from wallet.erasure.models import Erasure
from wallet.erasure.progress import progress_of_all
from wallet.identity import citizens, sessions
from wallet.identity.errors import CitizenErasedError, CitizenNotEnrolledError, TicketNotValidError
from wallet.identity.models import Citizen, CitizenKeyRow, SignInSession
from wallet.identity.sessions import PersonKind
from wallet.ledger.census import take_census
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation, Outcome
from wallet.ledger.models import LogEntry
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.verify import verify
from wallet.notices.models import OutboxMessage
from wallet.records import reading
from wallet.records.errors import RecordNotFoundError
from wallet.records.models import Record, SealedObjectRow
from wallet.records.reading import Reader

Row = TypeVar("Row", bound=SQLModel)
NAME_ASKED: dict[str, Necessity] = {"person.full_name": "required"}


def erase(house: House, owner: Reader, word: str = "XÓA") -> erasing.Erased:
    return erasing.erase(house.wallet.vault, owner, word=word, now=house.now())


def sequence(house: House) -> None:
    wallet = house.wallet
    Sequencer(wallet.database, wallet.log.keys, wallet.log.origin).run_once()


def census(house: House) -> dict[EntryState, int]:
    with house.wallet.database.reading() as session:
        return dict(take_census(session, house.wallet.log).states)


def rows(house: House, model: type[Row]) -> list[Row]:
    with house.wallet.database.reading() as session:
        return list(session.exec(select(model)).all())


@pytest.mark.parametrize("word", ["", "xin xóa", "xo", "yes"])
def test_without_the_word_nothing_is_erased(house: House, word: str) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    with pytest.raises(ErasureNotConfirmedError):
        erase(house, owner, word)
    assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).values


@pytest.mark.parametrize("word", ["XÓA", " xoá ", "xoa", "Erase"])
def test_the_word_is_taken_however_it_is_written(house: House, word: str) -> None:
    assert erase(house, house.citizen(), word).records == 0


def test_nothing_is_read_any_more_though_the_keys_were_just_used(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service(), document=PDF)["record"])
    reading.read_record(house.wallet.vault, owner, record, now=house.now())
    erase(house, owner)
    for look in (reading.read_record, reading.read_document, reading.read_preview, reading.read_line):
        with pytest.raises(RecordNotFoundError):
            look(house.wallet.vault, owner, record, now=house.now())
    with pytest.raises(CitizenErasedError):
        house.log_of(owner)


def test_every_key_of_the_person_is_gone_from_the_database(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service(), document=PDF)
    erase(house, owner)
    with house.wallet.database.reading() as session:
        keys = session.exec(select(CitizenKeyRow).where(CitizenKeyRow.citizen_id == owner.citizen.id)).all()
        objects = session.exec(select(SealedObjectRow)).all()
    assert [(key.state, key.wrapped, key.wrapped_log_key) for key in keys] == [("destroyed", None, None)]
    assert {(row.wrapped_dek, row.sealed_copy) for row in objects} == {(None, None)}


def test_who_had_seen_something_has_to_delete_it_and_everybody_is_told(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller)
    dossier = house.dossier(owner, caller)
    consent = house.agreed(owner, caller, dossier, NAME_ASKED)
    vault, gate = house.wallet.vault, house.wallet.gate
    release.release(vault, gate, caller, dossier.id, consent.id, now=house.now())
    erase(house, owner)
    with house.wallet.database.reading() as session:
        assert session.get_one(Consent, consent.id).state == "INVALIDATED"
        assert session.get_one(Dossier, dossier.id).state == "closed"
        assert [debt.cause for debt in session.exec(select(Disposal)).all()] == ["invalidated"]
        told = session.exec(select(OutboxMessage)).all()
    assert {one.audience for one in told} == {"service"}
    assert {one.kind for one in told} >= {"consent.invalidated", "disposal.owed", "dossier.closed"}


def test_a_release_after_it_is_refused_by_name_and_noted_in_the_wallets_own_chain(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller)
    dossier = house.dossier(owner, caller)
    consent = house.agreed(owner, caller, dossier, NAME_ASKED)
    erase(house, owner)
    answer = release.release(house.wallet.vault, house.wallet.gate, caller, dossier.id, consent.id, now=house.now())
    assert isinstance(answer, Refusal)
    assert Ground.ERASED in answer.deny.grounds
    with house.wallet.database.reading() as session:
        last = house.wallet.log.history(session, SYSTEM_SUBJECT)[-1]
    assert (last.operation, last.outcome) == ("release", Outcome.DENIED)


def test_an_open_correction_is_taken_back_and_its_proposal_is_gone(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = UUID(house.deposit(owner, caller)["record"])
    vault = house.wallet.vault
    mine.ask(vault, owner, record, attribute="person.full_name", value="NGUYỄN THỊ KHÁC", now=house.now())
    erase(house, owner)
    finishing.finish_all(vault, now=house.now())
    (left,) = rows(house, Correction)
    assert (left.state, left.sealed, left.attribute) == ("withdrawn", b"", "erased")


def test_every_session_and_ticket_ends(house: House) -> None:
    owner = house.citizen()
    with house.wallet.database.transaction() as session:
        ticket = sessions.issue_ticket(session, PersonKind.CITIZEN, owner.citizen.id, now=house.now())
        spare = sessions.issue_ticket(session, PersonKind.CITIZEN, owner.citizen.id, now=house.now())
        opened = sessions.sign_in(session, ticket, allow_reusable=False, now=house.now())
    erase(house, owner)
    assert rows(house, SignInSession) == []
    with house.wallet.database.transaction() as session:
        assert sessions.recognise(session, opened.secret, now=house.now()) is None
        with pytest.raises(TicketNotValidError):
            sessions.sign_in(session, spare, allow_reusable=False, now=house.now())


def test_who_comes_back_begins_anew(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    erase(house, owner)
    with house.wallet.database.reading() as session, pytest.raises(CitizenNotEnrolledError):
        citizens.find_enrolled(session, house.wallet.secrets, LAN)
    again = house.citizen()
    assert again.citizen.id != owner.citizen.id
    assert reading.list_records(house.wallet.vault, again, now=house.now()) == []
    with pytest.raises(RecordNotFoundError):
        reading.read_record(house.wallet.vault, again, record, now=house.now())


def test_a_second_erasure_finds_nobody_and_another_citizen_loses_nothing(house: House) -> None:
    owner, other = house.citizen(), house.citizen(MINH)
    kept = UUID(house.deposit(other, house.service(), document=PDF)["record"])
    erase(house, owner)
    finishing.finish_all(house.wallet.vault, now=house.now())
    with pytest.raises(CitizenErasedError):
        erase(house, owner)
    opened = reading.read_document(house.wallet.vault, other, kept, now=house.now())
    assert b"".join(opened.chunks) == PDF


def test_the_log_stays_valid_and_says_erased_not_missing(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service())
    sequence(house)
    done = erase(house, owner)
    assert census(house)[EntryState.ERASED] == done.entries
    sequence(house)
    assert census(house).get(EntryState.MISSING, 0) == 0
    finishing.finish_all(house.wallet.vault, now=house.now())
    assert census(house)[EntryState.ERASED] == done.entries
    with house.wallet.database.reading() as session:
        mine = session.exec(select(LogEntry).where(LogEntry.citizen_id == owner.citizen.id)).all()
    assert {entry.body for entry in mine} == {None}
    house.wallet.keeper.start()
    house.wallet.keeper.settle()
    house.wallet.keeper.stop()
    signer = house.wallet.keeper._signer.verifier
    assert verify(house.wallet.settings.data_dir / "objects" / "log" / house.wallet.log.origin, signer).ok


def test_a_body_that_is_gone_without_a_manifest_is_missing(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service())
    sequence(house)
    with house.wallet.database.transaction() as session:
        first = session.exec(select(LogEntry).where(LogEntry.citizen_id == owner.citizen.id)).first()
        assert first is not None
        first.body = None
    assert house.log_of(owner)[0].state is EntryState.MISSING
    with house.wallet.database.reading() as session:
        found = take_census(session, house.wallet.log)
    assert [place.index for place in found.missing] == [house.log_of(owner)[0].index]


def test_keys_that_go_without_an_erasure_leave_missing_entries(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service())
    with house.wallet.database.transaction() as session:
        house.wallet.vault.citizen_keys.destroy(session, owner.citizen.id)
    assert census(house)[EntryState.MISSING] == 1


def test_what_is_left_of_the_papers_says_neither_which_nor_from_whom(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service(), document=PDF)
    house.deposit(owner, None, document=PDF)
    erase(house, owner)
    finishing.finish_all(house.wallet.vault, now=house.now())
    assert rows(house, SealedObjectRow) == []
    assert list(house.wallet.objects.keys("objects/")) == []
    assert {(row.type, row.issuer, row.status) for row in rows(house, Record)} == {("erased", "", "deleted")}
    assert rows(house, ConsentVersion) == []


def test_objects_are_deleted_behind_it_in_as_many_rounds_as_it_takes(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service(), document=PDF)
    erase(house, owner)
    stored = sorted(house.wallet.objects.keys("objects/"))
    house.wallet.objects.delete(stored[0])  # a round that died between object and row
    finishing.finish_all(house.wallet.vault, now=house.now())
    assert rows(house, SealedObjectRow) == []
    assert finishing.finish_all(house.wallet.vault, now=house.now()) == 0


def test_what_was_sealed_before_and_committed_after_is_cleared_and_named_too(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service())
    with house.wallet.database.reading() as session:
        late = house.wallet.log.sealed(session, reading._entry(owner, Operation.RECORD_LIST, (), house.now()))
    erase(house, owner)
    finishing.finish_all(house.wallet.vault, now=house.now())
    house.wallet.log.note(house.wallet.database, late)
    assert census(house)[EntryState.MISSING] == 1
    assert finishing.finish_all(house.wallet.vault, now=house.now()) == 1
    assert EntryState.MISSING not in census(house)


def test_an_erasure_is_final_when_no_old_master_key_opens_a_backup(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service())
    done = erase(house, owner)

    def progress() -> tuple[int, int, int, bool]:
        with house.wallet.database.reading() as session:
            (one,) = progress_of_all(session, house.wallet.keys)
        assert one.erasure.id == done.id
        return one.keys_left, one.objects_left, len(one.living_epochs), one.is_final

    assert progress() == (0, 1, 1, False)
    finishing.finish_all(house.wallet.vault, now=house.now())
    assert progress() == (0, 0, 1, False)
    old = house.wallet.keys.current()
    assert isinstance(house.wallet.keys, KeyringFile)
    house.wallet.keys.rotate()
    house.wallet.keys.destroy(old)
    assert progress() == (0, 0, 0, True)


def test_the_person_is_in_no_row_that_the_erasure_leaves(house: House) -> None:
    owner = house.citizen()
    number_hash = owner.citizen.id_number_hash
    erase(house, owner)
    with house.wallet.database.reading() as session:
        left = session.get_one(Citizen, owner.citizen.id)
        assert left.id_number_hash != number_hash
        assert session.exec(select(Erasure)).one().entries == 1
    assert HOW.request
