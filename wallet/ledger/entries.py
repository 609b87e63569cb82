"""What an act on a citizen's data looks like before it is sealed. Attribute names only: no value ever stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wallet.ledger.canonical import Json

SYSTEM_SUBJECT = UUID(int=0)
"""The wallet's own chain: entries about no citizen, such as an auditor's list or `log.rotate`."""


class Operation(StrEnum):
    """The closed list of `op`. Words are only ever added."""

    RECORD_READ = "record.read"
    RECORD_PREVIEW = "record.preview"
    RECORD_DOWNLOAD = "record.download"
    RECORD_SCAN = "record.scan"
    RECORD_LIST = "record.list"
    RECORD_DEPOSIT = "record.deposit"
    RECORD_AGREE = "record.agree"
    RECORD_DELETE = "record.delete"
    RECORD_EXPORT = "record.export"
    RECORD_REVOKE = "record.revoke"
    UPLOAD_OPEN = "upload.open"
    DRAFT_OPEN = "draft.open"
    CONSENT_ASK = "consent.ask"
    CONSENT_LIST = "consent.list"
    CONSENT_VIEW = "consent.view"
    CONSENT_GIVE = "consent.give"
    CONSENT_REFUSE = "consent.refuse"
    CONSENT_PAUSE = "consent.pause"
    CONSENT_RESUME = "consent.resume"
    CONSENT_REVOKE = "consent.revoke"
    CONSENT_EXPIRE = "consent.expire"
    CONSENT_DEFER = "consent.defer"
    CONSENT_LAPSE = "consent.lapse"
    CONSENT_TERMINATE = "consent.terminate"
    CONSENT_INVALIDATE = "consent.invalidate"
    POLICY_SET = "policy.set"
    POLICY_END = "policy.end"
    POLICY_LIST = "policy.list"
    POLICY_TRY = "policy.try"
    DOSSIER_OPEN = "dossier.open"
    DOSSIER_COVERAGE = "dossier.coverage"
    DOSSIER_CLOSE = "dossier.close"
    RELEASE = "release"
    RELEASE_DOCUMENT = "release.document"
    SUBMISSION_VERIFY = "submission.verify"
    CORRECTION_ASK = "correction.ask"
    CORRECTION_LIST = "correction.list"
    CORRECTION_READ = "correction.read"
    CORRECTION_ANSWER = "correction.answer"
    CORRECTION_WITHDRAW = "correction.withdraw"
    RIGHT_ASK = "right.ask"
    RIGHT_LIST = "right.list"
    RIGHT_ACKNOWLEDGE = "right.acknowledge"
    RIGHT_EXTEND = "right.extend"
    RIGHT_COMPLETE = "right.complete"
    RIGHT_REFUSE = "right.refuse"
    RIGHT_WITHDRAW = "right.withdraw"
    DISPOSAL_OWE = "disposal.owe"
    DISPOSAL_CONFIRM = "disposal.confirm"
    DISPOSAL_OVERDUE = "disposal.overdue"
    LOG_READ = "log.read"
    AUDIT_OPEN = "audit.open"
    AUDIT_LIST = "audit.list"
    AUDIT_REPLAY = "audit.replay"
    AUDIT_REQUEST = "audit.request"
    AUDIT_APPROVE = "audit.approve"
    AUDIT_EXPORT = "audit.export"
    SERVICE_REGISTER = "service.register"
    SERVICE_SWITCH = "service.switch"
    ENTRY_ERASE = "entry.erase"
    ENTRY_SEAL = "entry.seal"
    ENTRY_SURFACE = "entry.surface"
    DIRECTORY_ROOT = "directory.root"
    LOG_ROTATE = "log.rotate"
    KEY_ROTATE = "key.rotate"
    CATALOGUE_RELOAD = "catalogue.reload"
    LOG_RESUME = "log.resume"
    KEY_UNWRAP = "key.unwrap"
    SIGN_IN = "sign-in"
    SIGN_IN_CONFIRM = "sign-in.confirm"
    SIGN_IN_END = "sign-in.end"
    PASSKEY_ADD = "passkey.add"
    PASSKEY_REMOVE = "passkey.remove"
    AUTH_DENIED = "auth.denied"
    EXPORT = "export"
    ERASE = "erase"
    MANDATE_INVITE = "mandate.invite"
    MANDATE_CHECK = "mandate.check"
    MANDATE_BEGIN = "mandate.begin"
    MANDATE_END = "mandate.end"
    MANDATE_LIST = "mandate.list"
    MANDATE_ASK = "mandate.ask"
    MANDATE_ALLOW = "mandate.allow"
    MANDATE_REFUSE = "mandate.refuse"
    MANDATE_CLAIM = "mandate.claim"
    MANDATE_LOOK = "mandate.look"
    MANDATE_APPROVE = "mandate.approve"
    MANDATE_REJECT = "mandate.reject"
    MANDATE_WITHDRAW = "mandate.withdraw"
    MANDATE_OBJECT = "mandate.object"
    ZALO_BIND = "zalo.bind"
    ZALO_END = "zalo.end"
    CONTACT_SET = "contact.set"


class Outcome(StrEnum):
    """`released`: data left the wallet. `done`: the act took place. `denied`: a rule refused. `failed`: could not."""

    RELEASED = "released"
    DENIED = "denied"
    FAILED = "failed"
    DONE = "done"


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    DELEGATE = "delegate"
    STAFF = "staff"
    SERVICE = "service"
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acted, by id and organisation, never by a person's name. `mandate`: under which a delegate did."""

    kind: ActorKind
    id: str
    organisation: str = ""
    role: str = ""
    authentication: str = ""
    on_behalf_of: str = ""
    mandate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One record that was touched; `attributes` are the names disclosed, `bytes` the length of a document."""

    record: str
    type: str
    version: int
    attributes: tuple[str, ...] = ()
    document: bool = False
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why: `artefact` is the hash of the signed consent, `notice` of a text that was agreed to without a consent.

    `mandate`: the one that begins, ends or is asked about. `reason`: an auditor's own words, which the citizen reads.
    """

    code: str = ""
    basis: str = ""
    procedure: str = ""
    dossier: str = ""
    consent: str = ""
    artefact: str = ""
    notice: str = ""
    mandate: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How the call came and what decided it; `route` is a template, `detail` a word of the trade, never a value.

    `decision`: the facts that the gate weighed (docs/formats.md), so that an auditor can derive the decision again.
    `catalogue`: version of the catalogue under which a decision was made.
    """

    request: str = ""
    route: str = ""
    address: str = ""
    status: int = 0
    idempotency: str = ""
    policy_set: str = ""
    catalogue: str = ""
    rules: tuple[str, ...] = ()
    detail: str = ""
    decision: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act on one citizen's data; bulk work makes one entry for each citizen."""

    citizen: UUID
    operation: Operation
    outcome: Outcome
    actor: Actor
    at: datetime
    touched: tuple[Touched, ...] = ()
    purpose: Purpose = field(default_factory=Purpose)
    circumstances: Circumstances = field(default_factory=Circumstances)
