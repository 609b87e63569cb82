"""The one file that chooses adapters: settings in, a wallet ready to serve out."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from policies.catalogue import CatalogueError
from policies.release import Engine
from storage.folder import FolderStore
from storage.key_cache import CitizenKeyCache
from storage.keyring import KeyringFile
from storage.keys import KeyService
from storage.objects import ObjectStore
from storage.s3 import S3Store
from storage.strongbox import Strongbox
from wallet import migrations
from wallet.catalogue.errors import CatalogueUnusableError
from wallet.catalogue.following import Follower
from wallet.catalogue.shelf import Shelf
from wallet.clock import Clock, system_clock
from wallet.consents import policy_sets
from wallet.consents.facts import Gate
from wallet.database import Database
from wallet.errors import SettingsError
from wallet.housekeeping import Housekeeper
from wallet.identity.citizens import ensure_system_subject
from wallet.identity.keys import CitizenKeys
from wallet.identity.oidc.providers import Providers, from_settings
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.zalo import connection
from wallet.identity.zalo.connection import Zalo
from wallet.intake.inspector import Inspector
from wallet.intake.limits import Limits
from wallet.intake.scanner import Scanner
from wallet.ledger.errors import BadPolicyError
from wallet.ledger.keeper import LogKeeper
from wallet.ledger.log import Log
from wallet.ledger.notes import NoteSigner
from wallet.ledger.policy import Policy, parse_policy
from wallet.ledger.timestamping import TimeStamping
from wallet.ledger.timestamps import read_roots
from wallet.ledger.witness_loop import WitnessLoop
from wallet.ledger.witnesses import WitnessClient
from wallet.ledger.witnessing import Witnessing
from wallet.notices.citizens.channels import ByZalo, Way, by_email
from wallet.notices.citizens.posting import Channel
from wallet.notices.citizens.postman import Post, Postman
from wallet.notices.courier import HttpCourier
from wallet.notices.dispatcher import Dispatch, Dispatcher
from wallet.oauth.pinging import Pinger
from wallet.records.vault import Vault
from wallet.settings import Settings


@dataclass(frozen=True, slots=True)
class Wallet:
    """Every capability of a running wallet. The last five work in threads of their own once started."""

    settings: Settings
    clock: Clock
    database: Database
    objects: ObjectStore
    keys: KeyService
    secrets: InstanceSecrets
    shelf: Shelf
    vault: Vault
    gate: Gate
    log: Log
    providers: Providers
    zalo: Zalo | None
    keeper: LogKeeper
    witnesses: WitnessLoop
    housekeeper: Housekeeper
    dispatcher: Dispatcher
    postman: Postman
    follower: Follower

    def start(self) -> None:
        """Raises RolledBackError or ForkAlarmError when the database contradicts the published log or a witness;
        InspectionUnavailableError or ScannerUnavailableError when papers could not be looked at.
        """
        self.vault.inspector.check(now=self.clock())
        self.witnesses.start()
        self.keeper.start()
        self.housekeeper.start()
        self.dispatcher.start()
        self.postman.start()
        self.follower.start()

    def close(self) -> None:
        self.follower.stop()
        self.postman.stop()
        self.dispatcher.stop()
        self.housekeeper.stop()
        self.keeper.stop()
        self.witnesses.stop()
        self.vault.inspector.close()
        self.providers.close()
        if self.zalo is not None:
            self.zalo.close()
        self.database.close()


def build(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    objects: ObjectStore | None = None,
    keys: KeyService | None = None,
    database: Database | None = None,
    inspector: Inspector | None = None,
    shelf: Shelf | None = None,
) -> Wallet:
    """Raises SettingsError when a commit would not be durable, or the folder or the catalogue cannot be used.

    The named parts replace what the settings would choose; tests hand in parts that fail on purpose.
    """
    shelf = shelf or fill_shelf(settings)
    database, objects = database or _open_database(settings), objects or _open_objects(settings)
    keys = keys or KeyringFile(settings.resolved_keyring_file)
    secrets = _secrets(database, keys, clock)
    citizen_keys = CitizenKeys(CitizenKeyCache(keys, time.monotonic))
    engine = _prepare(database, citizen_keys, clock())
    log = Log(citizen_keys, settings.log_origin)
    signer = NoteSigner(settings.log_origin, secrets.signing_key("log-signing"))
    sealed = (database, Strongbox(objects), citizen_keys, log, shelf.catalogue, secrets)
    vault = Vault(*sealed, inspector or _inspector(settings))
    return Wallet(
        settings=settings,
        clock=clock,
        database=database,
        objects=objects,
        keys=keys,
        secrets=secrets,
        shelf=shelf,
        vault=vault,
        gate=Gate(engine, shelf.catalogue, log, secrets),
        log=log,
        providers=from_settings(settings),
        zalo=(zalo := connection.from_settings(settings)),
        keeper=(keeper := LogKeeper(database, objects, signer, log, clock)),
        witnesses=WitnessLoop(_witnessing(settings, database, objects, signer, clock), keeper),
        housekeeper=Housekeeper(vault, objects, shelf, clock, _time_stamping(settings, objects, signer)),
        dispatcher=_dispatcher(settings, database, secrets, clock),
        postman=_postman(settings, vault, zalo, clock),
        follower=Follower(database, shelf, log, clock),
    )


def fill_shelf(settings: Settings) -> Shelf:
    """The catalogue with the province's folder; CatalogueUnusableError names each mistake by file and line."""
    try:
        return Shelf.filled(settings.province_dir)
    except CatalogueError as error:
        raise CatalogueUnusableError(error.mistakes) from None


def _secrets(database: Database, keys: KeyService, clock: Clock) -> InstanceSecrets:
    secrets = InstanceSecrets(database, keys, clock)
    secrets.prepare()
    return secrets


def _prepare(database: Database, citizen_keys: CitizenKeys, now: datetime) -> Engine:
    """Write down what has to be there before anything is decided or logged; the rules that will decide."""
    engine = Engine.load()
    with database.transaction() as session:
        ensure_system_subject(session, citizen_keys, now=now)
        policy_sets.remember(session, engine, now=now)
    return engine


def _open_database(settings: Settings) -> Database:
    if settings.resolved_database_url.startswith("sqlite"):
        _make_folder(settings.data_dir)
    database = Database(settings.resolved_database_url)
    migrations.upgrade(database)
    database.check_durability()
    return database


def _open_objects(settings: Settings) -> ObjectStore:
    if not settings.s3_endpoint:
        _make_folder(settings.data_dir)
        return FolderStore(settings.data_dir / "objects")
    return S3Store(
        settings.s3_endpoint,
        settings.s3_bucket,
        settings.s3_access_key,
        settings.s3_secret_key.get_secret_value(),
        secure=settings.s3_secure,
        region=settings.s3_region,
    )


def _witnessing(
    settings: Settings, database: Database, objects: ObjectStore, signer: NoteSigner, clock: Clock
) -> Witnessing:
    return Witnessing(database, objects, signer, _read_policy(settings), WitnessClient(), clock)


def _read_policy(settings: Settings) -> Policy:
    """Who has to cosign the log; nobody where the settings name no file. BadPolicyError."""
    if settings.witness_policy_file is None:
        return Policy()
    try:
        text = settings.witness_policy_file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadPolicyError(f"WALLET_WITNESS_POLICY_FILE cannot be read: {error.strerror}") from None
    policy = parse_policy(text)
    for witness in policy.witnesses.values():
        if settings.is_production and witness.url and not witness.url.startswith("https://"):
            raise BadPolicyError(f"the address of witness {witness.label} must begin with https://")
    return policy


def _time_stamping(settings: Settings, objects: ObjectStore, signer: NoteSigner) -> TimeStamping | None:
    """None where the settings name no authority."""
    if not settings.timestamp_url or settings.timestamp_roots_file is None:
        return None
    try:
        roots = read_roots(settings.timestamp_roots_file)
    except (OSError, ValueError):
        raise SettingsError("WALLET_TIMESTAMP_ROOTS_FILE must name a PEM file with at least one certificate") from None
    return TimeStamping(objects, signer, settings.timestamp_url, roots)


def _dispatcher(settings: Settings, database: Database, secrets: InstanceSecrets, clock: Clock) -> Dispatcher:
    courier = HttpCourier(https_only=settings.is_production, allowed=settings.resolved_webhook_networks)
    return Dispatcher(Dispatch(database, secrets, courier, clock), Pinger(database, secrets, courier).run)


def _postman(settings: Settings, vault: Vault, zalo: Zalo | None, clock: Clock) -> Postman:
    """With the ways to citizens that the settings name."""
    ways: dict[Channel, Way] = {}
    if zalo is not None and zalo.agreement.template:
        ways[Channel.ZALO] = ByZalo(zalo)
    if (mail := by_email(settings)) is not None:
        ways[Channel.EMAIL] = mail
    return Postman(Post(vault.database, vault.citizen_keys, vault.secrets, ways, settings.public_url, clock))


def _inspector(settings: Settings) -> Inspector:
    """Not started: commands that look at no paper do without its process."""
    return Inspector(
        Limits(document_bytes=settings.document_limit_bytes),
        trust_roots=settings.trust_roots_dir,
        scanner=Scanner(settings.resolved_clamd_address) if settings.resolved_clamd_address else None,
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"the data folder {folder} cannot be written ({error.strerror}): set WALLET_DATA_DIR to another folder"
        ) from error
