"""Secrets of the installation are made once, whoever comes first, and are worth nothing without the key service."""

import threading
from pathlib import Path

import pytest
from sqlmodel import select

from storage.errors import TamperedError
from storage.keyring import KeyringFile
from storage.keys import KeyService
from tests.web.house import SetClock
from wallet.database import Database
from wallet.identity.models import InstanceKey
from wallet.identity.secrets import InstanceSecrets, SecretName


@pytest.fixture
def keys(tmp_path: Path) -> KeyService:
    return KeyringFile(tmp_path / "keyring.json")


def test_a_secret_is_the_same_after_a_restart(database: Database, keys: KeyService) -> None:
    first = InstanceSecrets(database, keys, SetClock()).get("log-signing")
    assert len(first) == 32
    assert InstanceSecrets(database, keys, SetClock()).get("log-signing") == first


def test_no_two_secrets_are_alike(database: Database, keys: KeyService) -> None:
    secrets = InstanceSecrets(database, keys, SetClock())
    secrets.prepare()
    assert len({secrets.get(name) for name in SecretName}) == len(SecretName)


def test_many_first_callers_get_one_secret(database: Database, keys: KeyService) -> None:
    got: list[bytes] = []
    start = threading.Barrier(8)

    def call() -> None:
        start.wait()
        got.append(InstanceSecrets(database, keys, SetClock()).get("token-signing"))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == 1


def test_an_unknown_name_is_no_secret(database: Database, keys: KeyService) -> None:
    with pytest.raises(ValueError, match="no-such-secret"):
        InstanceSecrets(database, keys, SetClock()).get("no-such-secret")


def test_a_secret_moved_to_another_name_does_not_open(database: Database, keys: KeyService) -> None:
    InstanceSecrets(database, keys, SetClock()).get("fingerprint")
    with database.transaction() as session:
        row = session.exec(select(InstanceKey)).one()
        session.delete(row)
        session.flush()
        session.add(InstanceKey(name="log-signing", kek_id=row.kek_id, wrapped=row.wrapped, created_at=row.created_at))
    with pytest.raises(TamperedError):
        InstanceSecrets(database, keys, SetClock()).get("log-signing")
