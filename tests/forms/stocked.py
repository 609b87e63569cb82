"""A well-stocked citizen and all 25 forms: what the wallet fills of each, from what, and why it leaves the rest.

Everything goes the real way: papers are deposited by an issuer's service, another service asks for all that the
procedure may ask for, the citizen agrees to all of it, and confirms nothing that has grown old. What is counted as
filled is what a form system may put in without asking her anything more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policies.catalogue import Catalogue, Field, Form
from tests.house import House, open_house
from wallet.consents.gate import Refusal
from wallet.dossiers import service
from wallet.dossiers.coverage import FieldCoverage, Readiness
from wallet.dossiers.gaps import Gap
from wallet.dossiers.models import StandsAs
from wallet.dossiers.prefill import FilledField, Standing
from wallet.dossiers.release import release
from wallet.identity.actors import Caller
from wallet.records.reading import Reader

HERE = Path(__file__).parent
HOLDINGS: list[dict[str, Any]] = yaml.safe_load((HERE / "holdings.yaml").read_text("utf-8"))
NUMBER = "000186000017"
PROCEDURES = {
    "CCHT": "1.004859",
    "CT01": "1.004222",
    "CT02": "1.990002.H99",  # forms of special cases only, so a province's own procedure asks for all of them
    "CT03": "1.003677",
    "DAT15": "1.013978",
    "DAT18": "1.013833",
    "DC01": "1.990003.H99",
    "DKX10": "1.013079",
    "GPLX": "3.000347",
    "GPXD": "1.013225",
    "HKD": "2.000720",
    "HTXH": "1.014027",
    "KH": "1.000894",
    "KS": "1.001193",
    "KT": "1.000656",
    "KT01": "1.001699",
    "LLTP": "3.000333",
    "NCMC": "1.001022",
    "TGXH": "1.001776",
    "TK01": "1.001456",
    "TK03": "3.000285",
    "TK05": "1.001445",
    "TK1-TS": "1.002759",
    "TLHT": "2.000635",
    "XNTTHN": "1.004873",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One field of a form. `filled`: what stands in it, also when the citizen has to look at it first (`gap`)."""

    field: Field
    filled: FilledField | None
    gap: Gap | None

    @property
    def done(self) -> bool:
        return self.gap is None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form after the wallet has filled it."""

    form: Form
    places: tuple[Place, ...]

    @property
    def fillable(self) -> list[Place]:
        return [place for place in self.places if place.field.attribute]


@dataclass
class Stocked:
    house: House
    owner: Reader
    issuer: Caller
    office: Caller

    @property
    def catalogue(self) -> Catalogue:
        return self.house.wallet.vault.catalogue

    def sheets(self) -> dict[str, Sheet]:
        return {form: self.sheet(form) for form in PROCEDURES}

    def sheet(self, form: str, *, procedure: str = "", stands_as: StandsAs = StandsAs.BOTH) -> Sheet:
        procedure = procedure or PROCEDURES[form]
        reference = f"H00-{form}-{procedure}-{stands_as}"
        dossier = self.house.dossier(self.owner, self.office, reference, procedure, stands_as)
        coverage = service.coverage(self.house.wallet.vault, self.owner, dossier.id, now=self.house.now())
        attributes = self.catalogue.template(procedure).attributes
        consent = self.house.agreed(self.owner, self.office, dossier, dict.fromkeys(sorted(attributes), "required"))
        vault, gate = self.house.wallet.vault, self.house.wallet.gate
        answer = release(vault, gate, self.office, dossier.id, consent.id, now=self.house.now())
        assert not isinstance(answer, Refusal)
        filled = {field.id: field for field in answer.fields}
        places = (_place(one, filled.get(one.field.id)) for one in coverage.fields)
        return Sheet(self.catalogue.forms[form], tuple(places))


@contextmanager
def stocked(database_url: str, folder: Path) -> Iterator[Stocked]:
    """The whole wallet with her papers in it."""
    with open_house(database_url, folder, province=HERE / "tinh_mau") as house:
        catalogue = house.wallet.vault.catalogue
        issuer = house.service("cap-giay-mau", deposits=tuple(catalogue.record_types))
        office = house.service("mot-cua-mau", tuple(catalogue.procedures))
        citizen = Stocked(house, house.citizen(NUMBER), issuer, office)
        for paper in HOLDINGS:
            deposit(citizen, paper)
        yield citizen


def deposit(citizen: Stocked, paper: dict[str, Any]) -> None:
    more = {"bound_procedure": paper["bound_procedure"]} if "bound_procedure" in paper else {}
    citizen.house.deposit(
        citizen.owner,
        citizen.issuer if paper["by"] == "issuer" else None,
        paper["values"],
        record_type=paper["type"],
        as_of=paper["as_of"],
        **more,
    )


def _place(covered: FieldCoverage, filled: FilledField | None) -> Place:
    if filled is None:
        # Held, and yet not given: a paper that is bound to another purpose, or speaks of another person or thing.
        gap = Gap.OTHER_MATTER if covered.readiness is Readiness.READY else covered.gap
        return Place(covered.field, None, gap)
    return Place(covered.field, filled, _open_question(filled))


def _open_question(filled: FilledField) -> Gap | None:
    if filled.standing is Standing.FILLED:
        return None
    if filled.conflict:
        return Gap.CONFLICT
    return Gap.CONDITION if filled.only_if else Gap.OLD_ADDRESS
