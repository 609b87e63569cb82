"""A record on its way in, before anything of it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from policies.release import Assurance
from wallet.identity.models import Service
from wallet.records.models import About


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """What is to be kept, checked but not yet sealed. `values`: attribute key to JSON value.

    `assurance`: that of the depositor; a document with a trusted issuer's own signature raises it.
    """

    citizen: UUID
    type: str
    values: Mapping[str, Any]
    as_of: date
    expires_on: date | None = None
    assurance: Assurance
    depositor: Service | None = None
    dossier: UUID | None = None
    bound_procedure: str | None = None
    about: About = About.OWNER
    agreement: str = ""  # hash of the text under which a citizen lets a sensitive document be kept
    replaces: UUID | None = None  # the record that gets a new version
