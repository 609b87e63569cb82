"""An operator has looked at an alarm, understood it and repaired the cause: the log may go on, and says who decided so.

Lifting the alarm and its entry `log.resume` are one transaction; `context.detail` is {"alarm":…,"reason":…}.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from wallet.ledger.canonical import canonical
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome
from wallet.ledger.errors import NoAlarmError
from wallet.ledger.head import lift_alarm
from wallet.ledger.log import Log, SubjectKeys


def resume(session: Session, keys: SubjectKeys, origin: str, operator: Actor, reason: str, *, now: datetime) -> str:
    """Gives the alarm that was lifted; NoAlarmError where there is none. A fork that still stands raises it again."""
    alarm = lift_alarm(session, origin)
    if not alarm:
        raise NoAlarmError
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.LOG_RESUME,
        outcome=Outcome.DONE,
        actor=operator,
        circumstances=Circumstances(detail=canonical({"alarm": alarm, "reason": reason}).decode()),
        at=now,
    )
    Log(keys, origin).append(session, entry)  # one that has not heard of the alarm
    return alarm
