"""A procedure leaves the catalogue while consents still refer to it: nothing breaks, and nothing more is released."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from policies.grounds import Ground
from tests.catalogue.province import CODE, write
from tests.house import House, open_house
from wallet.consents import answering, viewing
from wallet.consents.asking import Refused
from wallet.consents.facts import Gate
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.dossiers import service as dossiers
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.identity.actors import Caller
from wallet.ledger.chain import EntryState
from wallet.records.reading import Reader
from wallet.records.vault import Vault


@dataclass(frozen=True)
class Left:
    """A consent given under a procedure, with the wallet as it stands after the procedure has gone."""

    house: House
    owner: Reader
    caller: Caller
    dossier: Dossier
    consent: Consent
    before: tuple[Vault, Gate]
    after: tuple[Vault, Gate]


@pytest.fixture
def left(database_url: str, tmp_path: Path, folder: Path) -> Iterator[Left]:
    file = write(folder)
    with open_house(database_url, tmp_path / "data", province=folder) as house:
        wallet, owner, caller = house.wallet, house.citizen(), house.service(procedures=(CODE,))
        house.deposit(owner, caller)
        dossier = house.dossier(owner, caller, procedure=CODE)
        consent = house.agreed(owner, caller, dossier, {"person.full_name": "required"}, max_uses=3)
        file.unlink()
        now_in_force = wallet.shelf.read_anew()
        after = replace(wallet.vault, catalogue=now_in_force), replace(wallet.gate, catalogue=now_in_force)
        yield Left(house, owner, caller, dossier, consent, (wallet.vault, wallet.gate), after)


def test_each_logged_decision_names_the_catalogue_that_it_was_made_under(left: Left) -> None:
    for vault, gate in (left.before, left.after):
        release(vault, gate, left.caller, left.dossier.id, left.consent.id, now=left.house.now())
        entry = left.house.log_of(left.owner)[-1]
        assert entry.state is EntryState.OPEN
        assert entry.groups["context"]["catalogue"] == gate.catalogue.version


def test_nothing_more_is_released_under_it(left: Left) -> None:
    assert isinstance(
        release(*left.before, left.caller, left.dossier.id, left.consent.id, now=left.house.now()), Released
    )

    answer = release(*left.after, left.caller, left.dossier.id, left.consent.id, now=left.house.now())

    assert isinstance(answer, Refusal)
    assert {Ground.SERVICE_NOT_REGISTERED, Ground.OVER_ASKING} <= set(answer.deny.grounds)
    assert answer.names == ("person.full_name",)


def test_its_consent_is_still_shown_and_can_be_withdrawn(left: Left) -> None:
    vault, _ = left.after
    question = viewing.read_question(vault, left.owner, left.consent.id, now=left.house.now())
    assert CODE in dict(question.notice.lines).values()

    ended = answering.change(vault, left.owner, left.consent.id, State.REVOKED, now=left.house.now())

    assert ended.state == State.REVOKED


def test_its_dossier_is_still_shown_but_asks_nothing_more(left: Left) -> None:
    vault, _ = left.after
    assert dossiers.coverage(vault, left.owner, left.dossier.id, now=left.house.now()).fields == ()

    wallet = replace(left.house.wallet, vault=vault, gate=left.after[1])
    asked = House(wallet, left.house.now).ask(left.caller, left.dossier, {"person.dob": "required"})

    assert isinstance(asked, Refused)
