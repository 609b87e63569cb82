"""A catalogue comes into force while the wallet runs, or is refused and leaves the old one in force."""

from pathlib import Path

import pytest

from tests.catalogue.province import CODE, SLIP, write
from tests.house import House
from wallet.catalogue import changing
from wallet.catalogue.changing import Changer
from wallet.catalogue.errors import CatalogueRefusedError
from wallet.catalogue.following import Follower
from wallet.catalogue.models import CatalogueChange
from wallet.catalogue.shelf import Shelf
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation


def reload(house: House) -> None:
    wallet = house.wallet
    changing.reload(wallet.database, wallet.shelf, Changer.process(wallet.log, "test"), now=house.now())


def announce(house: House, shelf: Shelf) -> None:
    changing.announce(house.wallet.database, shelf, Changer.process(house.wallet.log, "start"), now=house.now())


def colleague(house: House, folder: Path) -> tuple[Shelf, Follower]:
    """Another process on the same database, with this folder."""
    wallet = house.wallet
    shelf = Shelf.filled(folder)
    return shelf, Follower(wallet.database, shelf, wallet.log, wallet.clock)


def standing_refusal(house: House) -> CatalogueChange | None:
    with house.wallet.database.reading() as session:
        return changing.standing_refusal(session)


def entries(house: House) -> list[str]:
    with house.wallet.database.reading() as session:
        history = house.wallet.log.history(session, SYSTEM_SUBJECT)
    return [one.outcome for one in history if one.operation == Operation.CATALOGUE_RELOAD]


def test_a_new_procedure_is_in_force_after_a_reload(house: House, folder: Path) -> None:
    write(folder)
    assert CODE not in house.wallet.shelf.catalogue.procedures

    reload(house)

    assert CODE in house.wallet.shelf.catalogue.procedures


def test_a_broken_folder_is_refused_and_the_old_catalogue_stays(house: House, folder: Path) -> None:
    before = house.wallet.shelf.catalogue
    write(folder, SLIP)

    with pytest.raises(CatalogueRefusedError) as refused:
        reload(house)

    assert house.wallet.shelf.catalogue is before
    assert refused.value.fields == (
        (f"/tinh-mau/procedures/{CODE}.yaml", "dòng 16: chưa có loại giấy nào tên 'giay_khai_sin'"),
    )


def test_a_refusal_stands_until_a_catalogue_is_accepted(house: House, folder: Path) -> None:
    announce(house, house.wallet.shelf)
    file = write(folder, SLIP)
    with pytest.raises(CatalogueRefusedError):
        reload(house)
    refused = standing_refusal(house)
    assert refused is not None
    assert [one["line"] for one in refused.mistakes] == [16]

    file.unlink()  # back to what is in force already
    reload(house)

    assert standing_refusal(house) is None


def test_every_change_and_every_refusal_is_an_entry_of_the_wallets_own_chain(house: House, folder: Path) -> None:
    announce(house, house.wallet.shelf)
    assert entries(house) == []

    write(folder)
    reload(house)
    reload(house)  # nothing new: no entry
    write(folder, SLIP)
    with pytest.raises(CatalogueRefusedError):
        reload(house)

    assert entries(house) == ["done", "denied"]


def test_other_processes_follow(house: House, folder: Path) -> None:
    shelf, follower = colleague(house, folder)
    write(folder)
    reload(house)

    follower.follow()

    assert shelf.catalogue.version == house.wallet.shelf.catalogue.version
    assert CODE in shelf.catalogue.procedures


def test_files_that_nobody_ordered_to_be_read_change_nothing(house: House, folder: Path) -> None:
    shelf, follower = colleague(house, folder)
    announce(house, house.wallet.shelf)
    write(folder)

    follower.follow()

    assert CODE not in shelf.catalogue.procedures


def test_a_process_that_starts_takes_the_others_along(house: House, folder: Path) -> None:
    announce(house, house.wallet.shelf)
    write(folder)
    late, _ = colleague(house, folder)

    announce(house, late)
    house.wallet.follower.follow()

    assert house.wallet.shelf.catalogue.version == late.catalogue.version


def test_a_machine_that_the_files_have_not_reached_stays_on_what_it_has_and_says_so(
    house: House, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "may-khac"
    elsewhere.mkdir()
    shelf, follower = colleague(house, elsewhere)
    before = shelf.catalogue.version
    write(folder)
    reload(house)

    follower.follow()
    follower.follow()

    assert shelf.catalogue.version == before
    refused = standing_refusal(house)
    assert refused is not None
    assert refused.mistakes[0]["file"] == "may-khac"
    assert "chưa giống danh mục đã nhận" in refused.mistakes[0]["vi"]
    assert entries(house) == ["done", "denied"]
