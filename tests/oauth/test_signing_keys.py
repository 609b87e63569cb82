"""The wallet changes the keys that sign for it: published before they sign, what the old ones signed still verifies."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from alembic import command
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import text
from sqlmodel import col, select, update
from starlette.testclient import TestClient

from storage.keyring import KeyringFile
from storage.sealing import new_secret
from tests.conftest import NOON
from tests.oauth.conftest import door, register
from tests.oauth.machine import RESOURCE_URL, Machine
from tests.web.house import House, SetClock, build
from wallet import migrations
from wallet.consents import artefact
from wallet.consents.artefact import BrokenArtefactError
from wallet.database import Database
from wallet.dossiers import proof
from wallet.dossiers.errors import ReleaseProofInvalidError
from wallet.dossiers.proof import ReleaseProof
from wallet.identity.models import SigningKey
from wallet.identity.rotating import check_keys, rotate
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.signing_keys import KeyUse, context
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation
from wallet.ledger.errors import LogStoppedError
from wallet.ledger.models import ENTRIES
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.verdict import Findings, Step
from wallet.notices import signing
from wallet.oauth import routes
from wallet.terminal import OPERATOR

BODY = {"id": "x", "decision": {"state": "ACTIVE"}}


def changed(house: House, use: KeyUse, *, at_once: bool = False) -> SigningKey:
    with house.database.transaction() as session:
        return rotate(
            session, house.secrets.signing, house.app.state.log, use, OPERATOR, at_once=at_once, now=house.clock()
        )


def told(client: TestClient, path: str, use: KeyUse) -> dict[str, dict[str, Any]]:
    """What the history says of the keys of that use that stand at `path`, by name."""
    history = {key["kid"]: key for key in client.get("/oauth/jwks/history").json()["keys"]}
    keys = [key["kid"] for key in client.get(path).json()["keys"]]
    return {kid: history[kid] for kid in keys if history[kid]["signs"] == use}


def stranger_reads(client: TestClient, signed: str) -> Any:
    """By what is published alone: the key that the header names, for what it signs, at the time that it signed."""
    key = told(client, "/oauth/jwks/history", KeyUse.ARTEFACTS)[signer_of(signed)]
    return jwt.decode(signed, jwt.PyJWK(key), algorithms=["EdDSA"], options={"verify_iat": False})


def signer_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def a_proof(house: House) -> tuple[str, UUID]:
    dossier = uuid4()
    said = ReleaseProof(release=uuid4(), dossier=dossier, consent=uuid4(), artefact="", entry=uuid4(), iat=1, fields=())
    return proof.sign(house.secrets, said, now=house.clock()), dossier


def test_what_an_old_key_of_consents_signed_verifies_for_ever(house: House, client: TestClient) -> None:
    old, old_proof = artefact.sign(house.secrets, BODY, now=house.clock()), a_proof(house)
    row = changed(house, KeyUse.ARTEFACTS)
    house.clock.forward(seconds=61)
    assert len(told(client, "/oauth/jwks", KeyUse.ARTEFACTS)) == 2  # an hour before it signs
    assert signer_of(artefact.sign(house.secrets, BODY, now=house.clock())) == signer_of(old)
    house.clock.forward(hours=1)
    new = artefact.sign(house.secrets, BODY, now=house.clock())
    assert [*told(client, "/oauth/jwks", KeyUse.ARTEFACTS)] == [signer_of(new)]
    house.clock.forward(days=3650)
    assert stranger_reads(client, old) == stranger_reads(client, new) == BODY
    assert artefact.verified(house.secrets, old) == artefact.verified(house.secrets, new) == BODY
    assert proof.read(house.secrets, *old_proof).dossier == old_proof[1]
    history = told(client, "/oauth/jwks/history", KeyUse.ARTEFACTS)
    assert history[signer_of(old)]["exp"] == history[signer_of(new)]["nbf"] == int(row.signs_from.timestamp())
    other = house.secrets.signing.signer(KeyUse.TOKENS, house.clock())
    with pytest.raises(BrokenArtefactError):  # a key of ours, for something else
        artefact.verified(house.secrets, jwt.encode(BODY, other.key, "EdDSA", {"typ": artefact.TYPE, "kid": other.kid}))


def test_a_stranger_sees_in_the_public_log_which_key_took_over(house: House, client: TestClient) -> None:
    log = house.app.state.log
    changed(house, KeyUse.TOKENS)
    row = changed(house, KeyUse.ARTEFACTS)
    house.clock.forward(seconds=61)
    assert "entry" not in [*told(client, "/oauth/jwks/history", KeyUse.ARTEFACTS).values()][1]
    Sequencer(house.database, house.citizen_keys, log.origin).run_once()
    first, second = told(client, "/oauth/jwks/history", KeyUse.ARTEFACTS).values()
    shown = second["entry"]
    assert "entry" not in first
    with house.database.reading() as session:
        published = session.connection().execute(select(ENTRIES.c.header).where(ENTRIES.c["index"] == shown["index"]))
        assert published.scalar_one().decode() == shown["header"]
    d = {name: _raw(shown[name]) for name in ("actor", "object", "purpose", "subject")}
    context = hashlib.sha256(b"wallet-audit/group/v1\0context\0" + _raw(shown["salt"]) + shown["context"].encode())
    whole = d["actor"] + context.digest() + d["object"] + d["purpose"] + d["subject"]
    header = json.loads(shown["header"])
    assert _raw(header["c"]) == hashlib.sha256(b"wallet-audit/body/v1\0" + whole).digest()
    assert header["op"] == "key.rotate"
    assert json.loads(json.loads(shown["context"])["detail"]) == {
        "at_once": False,
        "kid": second["kid"],
        "number": 1,
        "old_until": first["exp"],
        "previous": first["kid"],
        "signs_from": int(row.signs_from.timestamp()),
        "use": "artefacts",
    }


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=")


def test_a_key_that_somebody_else_may_have_is_told_of_and_proves_no_release(house: House, client: TestClient) -> None:
    old, old_proof = artefact.sign(house.secrets, BODY, now=house.clock()), a_proof(house)
    changed(house, KeyUse.ARTEFACTS, at_once=True)
    house.clock.forward(seconds=61)
    assert signer_of(artefact.sign(house.secrets, BODY, now=house.clock())) != signer_of(old)
    assert signer_of(old) not in told(client, "/oauth/jwks", KeyUse.ARTEFACTS)
    assert told(client, "/oauth/jwks/history", KeyUse.ARTEFACTS)[signer_of(old)]["revoked"] == {
        "revoked_at": int(NOON.timestamp()),
        "reason": "compromised",
    }
    assert artefact.verified(house.secrets, old) == BODY  # its hash stands in a row and in the log
    with pytest.raises(ReleaseProofInvalidError):
        proof.read(house.secrets, *old_proof)


def test_events_are_signed_with_the_old_and_the_new_key_while_receivers_change_over(house: House) -> None:
    def verified_by(receiver: str) -> bool:
        event, now = uuid4(), house.clock()
        sent = signing.headers(house.secrets, uuid4(), (1,), event, b"{}", now=now)
        said = f"{event}.{int(now.timestamp())}.{{}}".encode()
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(receiver.removeprefix("whpk_")))
        codes = [one[4:] for one in sent["webhook-signature"].split(" ") if one.startswith("v1a,")]
        return any(_holds(key, base64.b64decode(code), said) for code in codes)

    (old,) = signing.public_texts(house.secrets, now=house.clock())
    changed(house, KeyUse.EVENTS)
    house.clock.forward(seconds=61)
    _, new = signing.public_texts(house.secrets, now=house.clock())
    seen = []
    for days in (0, 1, 12, 2):
        house.clock.forward(days=days)
        seen.append((verified_by(old), verified_by(new)))
    assert seen == [(True, False), (True, True), (True, True), (False, True)]
    changed(house, KeyUse.EVENTS, at_once=True)
    house.clock.forward(seconds=61)
    assert not verified_by(new)


def test_a_change_that_the_log_does_not_take_leaves_the_old_key_signing(house: House) -> None:
    before = house.secrets.signing.signer(KeyUse.ARTEFACTS, house.clock())
    house.app.state.log.stop("the disk is full")
    with pytest.raises(LogStoppedError):
        changed(house, KeyUse.ARTEFACTS, at_once=True)
    house.clock.forward(hours=2)
    assert house.secrets.signing.signer(KeyUse.ARTEFACTS, house.clock()) == before
    with house.database.reading() as session:
        assert session.exec(select(SigningKey)).all() == []


def test_no_key_signs_that_the_log_does_not_name(house: House) -> None:
    log, now = house.app.state.log, house.clock()

    def faults() -> list[str]:
        findings = Findings()
        with house.database.reading() as session:
            check_keys(session, house.secrets.signing, log, findings, now=now)
        assert {one.step for one in findings.problems} <= {Step.KEYS}
        return [one.reason for one in findings.problems]

    for use in KeyUse:
        changed(house, use)
    changed(house, KeyUse.ARTEFACTS, at_once=True)
    with house.database.reading() as session:
        logged = [one.operation for one in log.history(session, SYSTEM_SUBJECT)]
    assert logged == [Operation.KEY_ROTATE] * 4
    assert faults() == []
    foreign = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    for wrong in ({"public": foreign}, {"signs_from": NOON + timedelta(days=1)}, {"distrusts_old": True}):
        with house.database.transaction() as session:
            session.execute(update(SigningKey).where(col(SigningKey.use) == "events").values(**wrong))
        unnamed, gone = faults()
        assert "the log does not name it" in unnamed
        assert "the key that this entry names is gone" in gone
    with house.database.transaction() as session:
        session.delete(session.get_one(SigningKey, ("events", 1)))
    assert faults() == ["the key that this entry names is gone, or is another one"]


def test_two_changes_within_the_hour_leave_the_newer_key_signing(house: House) -> None:
    changed(house, KeyUse.TOKENS)
    house.clock.forward(minutes=30)
    changed(house, KeyUse.TOKENS, at_once=True)
    numbers = []
    for _ in range(2):
        house.clock.forward(minutes=31)
        newest = house.secrets.signing.signer(KeyUse.TOKENS, house.clock())
        numbers.append(
            [one.number for one in house.secrets.signing.spans(KeyUse.TOKENS, NOON) if one.kid == newest.kid]
        )
    assert numbers == [[2], [2]]


def test_keys_of_tokens_that_were_made_before_go_on(tmp_path: Path) -> None:
    database, keys = Database(f"sqlite:///{tmp_path / 'wallet.db'}"), KeyringFile(tmp_path / "keyring.json")
    with database.engine.begin() as connection:
        command.upgrade(migrations.configuration(connection), "0024")
        secret = new_secret()
        wrapped = keys.wrap(secret, context(KeyUse.TOKENS, 1))
        row = {"kek": wrapped.kek_id, "blob": wrapped.blob, "at": "2026-11-01 00:00:00"}
        connection.execute(text("INSERT INTO token_key VALUES (1, :kek, :blob, :at, :at)"), row)
    migrations.upgrade(database)
    secrets = InstanceSecrets(database, keys, SetClock())
    secrets.prepare()
    assert secrets.signing.signer(KeyUse.TOKENS, NOON).key.private_bytes_raw() == secret
    assert len(secrets.signing.living(KeyUse.TOKENS, datetime(2026, 11, 1, 0, 4, tzinfo=UTC))) == 2
    assert len(secrets.signing.living(KeyUse.TOKENS, NOON)) == 1
    database.close()


def _holds(key: Ed25519PublicKey, signature: bytes, said: bytes) -> bool:
    try:
        key.verify(signature, said)
    except InvalidSignature:
        return False
    return True


def test_the_old_key_verifies_until_its_last_token_has_ended(migrated_sqlite: Path, tmp_path: Path) -> None:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    house = build(database, tmp_path, routes.router, door)
    machine = Machine(house.clock)
    with database.transaction() as session:
        register(session, machine)
    with TestClient(house.app) as client:

        def granted() -> str:
            answer = client.post("/oauth/token", data=machine.form(), headers={"DPoP": machine.proof()})
            return str(answer.json()["access_token"])

        def said(token: str) -> Any:
            proof = machine.proof("GET", RESOURCE_URL, token=token)
            return client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}", "DPoP": proof}).status_code

        def published() -> list[str]:
            return [key["kid"] for key in client.get("/oauth/jwks").json()["keys"]]

        first, before = granted(), published()
        changed(house, KeyUse.TOKENS)
        house.clock.forward(seconds=61)
        (new,) = set(published()) - set(before)
        assert signer_of(granted()) == signer_of(first) == before[0]
        assert said(first) == 200
        house.clock.forward(minutes=57)
        last = granted()
        house.clock.forward(minutes=2)
        second = granted()
        assert (signer_of(last), signer_of(second)) == (before[0], new)
        assert [said(one) for one in (last, second)] == [200, 200]
        assert before[0] in published()
        house.clock.forward(minutes=6)
        assert [said(one) for one in (last, granted())] == [401, 200]
        assert before[0] not in published()
        living = granted()
        changed(house, KeyUse.TOKENS, at_once=True)
        house.clock.forward(seconds=61)
        assert signer_of(granted()) not in {before[0], new}
        assert said(living) == 401
    database.close()
