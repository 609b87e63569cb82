"""What an auditor looks for, in the address of the page: it can be kept, sent to a colleague and opened again."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import Depends, Form, Query

from policies.grounds import Ground
from wallet.audit.sightings import Filters
from wallet.clock import VIETNAM
from wallet.ledger.entries import Operation, Outcome

Nothing = Literal[""]
LETTERS = 100
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Wanted:
    """As it was typed. Days are days in Vietnam, and both belong to what is wanted."""

    first: date | Nothing = ""
    last: date | Nothing = ""
    operation: str = ""
    outcome: str = ""
    service: str = ""
    procedure: str = ""
    ground: str = ""
    who: str = ""

    def filters(self) -> Filters:
        return Filters(
            since=datetime.combine(self.first, time.min, VIETNAM) if self.first else None,
            until=datetime.combine(self.last, END_OF_DAY, VIETNAM) if self.last else None,
            operation=self.operation,
            outcome=self.outcome,
            service=self.service,
            procedure=self.procedure,
            ground=self.ground,
            who=self.who,
        )

    def query(self) -> dict[str, str]:
        """The fields of an address or a form."""
        return {name: str(getattr(self, field)) for name, field in NAMES.items() if getattr(self, field)}


NAMES = {
    "tu": "first",
    "den": "last",
    "viec": "operation",
    "ket-qua": "outcome",
    "noi": "service",
    "thu-tuc": "procedure",
    "can-cu": "ground",
    "ai": "who",
}


async def _in_address(
    first: Annotated[date | Nothing, Query(alias="tu")] = "",
    last: Annotated[date | Nothing, Query(alias="den")] = "",
    operation: Annotated[Operation | Nothing, Query(alias="viec")] = "",
    outcome: Annotated[Outcome | Nothing, Query(alias="ket-qua")] = "",
    service: Annotated[str, Query(alias="noi", max_length=LETTERS)] = "",
    procedure: Annotated[str, Query(alias="thu-tuc", max_length=LETTERS)] = "",
    ground: Annotated[Ground | Nothing, Query(alias="can-cu")] = "",
    who: Annotated[str, Query(alias="ai", max_length=LETTERS)] = "",
) -> Wanted:
    return Wanted(first, last, operation, outcome, service.strip(), procedure.strip(), ground, who.strip())


async def _in_form(
    first: Annotated[date | Nothing, Form(alias="tu")] = "",
    last: Annotated[date | Nothing, Form(alias="den")] = "",
    operation: Annotated[Operation | Nothing, Form(alias="viec")] = "",
    outcome: Annotated[Outcome | Nothing, Form(alias="ket-qua")] = "",
    service: Annotated[str, Form(alias="noi", max_length=LETTERS)] = "",
    procedure: Annotated[str, Form(alias="thu-tuc", max_length=LETTERS)] = "",
    ground: Annotated[Ground | Nothing, Form(alias="can-cu")] = "",
    who: Annotated[str, Form(alias="ai", max_length=LETTERS)] = "",
) -> Wanted:
    return Wanted(first, last, operation, outcome, service.strip(), procedure.strip(), ground, who.strip())


WantedInAddress = Annotated[Wanted, Depends(_in_address)]
WantedInForm = Annotated[Wanted, Depends(_in_form)]
