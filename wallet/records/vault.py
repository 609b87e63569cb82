"""The capabilities that keeping and opening records takes, in one hand."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from policies.catalogue import Catalogue
from storage.strongbox import Strongbox
from wallet.database import Database
from wallet.identity.keys import CitizenKeys
from wallet.identity.secrets import InstanceSecrets
from wallet.intake.inspector import Inspector
from wallet.ledger.log import Log


@dataclass(frozen=True, slots=True)
class Vault:
    """Held by whoever may store and open records; the functions that use it still demand receipts and permits."""

    database: Database
    strongbox: Strongbox
    citizen_keys: CitizenKeys
    log: Log
    catalogue: Catalogue
    secrets: InstanceSecrets
    inspector: Inspector


def vault_of(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


OpenVault = Annotated[Vault, Depends(vault_of)]
