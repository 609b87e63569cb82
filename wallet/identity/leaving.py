"""A person leaves: their row stays, because others point at it, and names nobody any more."""

import os
from uuid import UUID

from sqlmodel import Session

from wallet.identity.citizens import FormOfAddress
from wallet.identity.models import Citizen
from wallet.identity.preferences import TypeSize


def hold(session: Session, citizen_id: UUID) -> Citizen | None:
    """The citizen's row, held until the transaction ends as `citizens.take_turn` holds it; None unless active."""
    citizen = session.get(Citizen, citizen_id, with_for_update={"key_share": True}, populate_existing=True)
    return citizen if citizen is not None and citizen.state == "active" else None


def forget(session: Session, citizen: Citizen) -> None:
    """Whoever comes back with the same number begins anew. Keys are not touched."""
    citizen.state = "erased"
    citizen.id_number_hash = os.urandom(len(citizen.id_number_hash))
    citizen.form_of_address, citizen.language = FormOfAddress.BAN, ""
    citizen.type_size, citizen.easy_pages, citizen.assisted = TypeSize.NORMAL, False, False
    session.add(citizen)
    session.flush()
