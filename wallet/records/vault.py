"""The capabilities that keeping and opening records takes, in one hand."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from policies.catalogue import Catalogue
from storage.strongbox import Strongbox
from wallet.catalogue.shelf import CatalogueInForce
from wallet.database import Database
from wallet.identity.keys import CitizenKeys
from wallet.identity.secrets import InstanceSecrets
from wallet.intake.inspector import Inspector
from wallet.ledger.errors import NO_LOG
from wallet.ledger.log import Log
from wallet.web.refusals import refuses


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

    def under(self, catalogue: Catalogue) -> "Vault":
        """The same with this catalogue: that of one request, or of one piece of work."""
        return replace(self, catalogue=catalogue)


@refuses(*NO_LOG)
async def vault_of(request: Request, catalogue: CatalogueInForce) -> Vault:
    """The wallet's own, with the catalogue that is in force for this request."""
    vault: Vault = request.app.state.vault
    return vault.under(catalogue)


OpenVault = Annotated[Vault, Depends(vault_of)]
