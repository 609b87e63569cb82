"""What kind of act an operation is, in the few words that all other formats share."""

from enum import StrEnum

from wallet.ledger.entries import Operation


class Activity(StrEnum):
    """Create, read, update, delete, and what is none of them."""

    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    OTHER = "other"


READS = {
    *(Operation.RECORD_READ, Operation.RECORD_PREVIEW, Operation.RECORD_DOWNLOAD, Operation.RECORD_LIST),
    *(
        Operation.RECORD_SCAN,
        Operation.UPLOAD_OPEN,
        Operation.DRAFT_OPEN,
        Operation.RECORD_EXPORT,
        Operation.RELEASE,
        Operation.RELEASE_DOCUMENT,
        Operation.DOSSIER_COVERAGE,
    ),
    *(Operation.CONSENT_LIST, Operation.CONSENT_VIEW, Operation.CORRECTION_LIST, Operation.CORRECTION_READ),
    *(Operation.POLICY_LIST, Operation.POLICY_TRY, Operation.MANDATE_LIST, Operation.LOG_READ, Operation.EXPORT),
    Operation.MANDATE_LOOK,
    *(Operation.AUDIT_LIST, Operation.AUDIT_OPEN, Operation.AUDIT_EXPORT),
}
CREATES = {
    *(Operation.RECORD_DEPOSIT, Operation.DOSSIER_OPEN, Operation.CONSENT_ASK, Operation.CORRECTION_ASK),
    Operation.MANDATE_CLAIM,
    *(Operation.POLICY_SET, Operation.MANDATE_INVITE, Operation.PASSKEY_ADD, Operation.AUDIT_REQUEST),
}
DELETES = {Operation.RECORD_DELETE, Operation.ERASE, Operation.ENTRY_ERASE, Operation.PASSKEY_REMOVE}
UPDATES = {
    *(Operation.RECORD_REVOKE, Operation.CONSENT_GIVE, Operation.CONSENT_REFUSE, Operation.CONSENT_PAUSE),
    *(Operation.CONSENT_RESUME, Operation.CONSENT_REVOKE, Operation.CONSENT_EXPIRE, Operation.CONSENT_DEFER),
    *(Operation.CONSENT_LAPSE, Operation.CONSENT_TERMINATE, Operation.CONSENT_INVALIDATE, Operation.POLICY_END),
    *(Operation.DOSSIER_CLOSE, Operation.CORRECTION_ANSWER, Operation.CORRECTION_WITHDRAW, Operation.MANDATE_BEGIN),
    *(Operation.MANDATE_END, Operation.DISPOSAL_CONFIRM, Operation.DISPOSAL_OVERDUE, Operation.CATALOGUE_RELOAD),
    *(Operation.MANDATE_APPROVE, Operation.MANDATE_REJECT, Operation.MANDATE_WITHDRAW, Operation.MANDATE_OBJECT),
    *(Operation.SERVICE_REGISTER, Operation.KEY_ROTATE),
}
_KNOWN = (
    *((Activity.READ, READS), (Activity.CREATE, CREATES)),
    *((Activity.DELETE, DELETES), (Activity.UPDATE, UPDATES)),
)


def activity_of(operation: str) -> Activity:
    return next((activity for activity, operations in _KNOWN if operation in operations), Activity.OTHER)
