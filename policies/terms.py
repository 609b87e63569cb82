"""The catalogue's words: what papers, forms and procedures are made of. Frozen; only `policies.reading` makes them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a value looks like; `policies.values` has the shapes."""

    NAME = "name"
    TEXT = "text"
    PID = "pid"
    CMND9 = "cmnd9"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    ENUM = "enum"
    COUNTRY = "country"
    ADDRESS = "address"
    LIST = "list"
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    TAX = "tax"
    SI = "si"
    HI = "hi"
    PLATE = "plate"
    LICENCE = "gplx"
    PASSPORT = "passport"


class Family(StrEnum):
    """Which shelf a paper stands on in the citizen's list."""

    CIVIL = "civil"
    RESIDENCE = "residence"
    ROAD = "road"
    HEALTH = "health"
    SCHOOL = "school"
    LAND = "land"
    BUSINESS = "business"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Label:
    """The same words in Vietnamese and English."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that can be known about a person, under a key that never changes.

    `reconfirm_months`: after how many months the citizen has to confirm it again; None: never; 0: each time.
    `values`: the words it may have; with `other_values` they are suggestions, since old papers spell differently.
    `columns`: of a list whose rows are tables, (column, key of the attribute that it is like) in the order of the form.
    """

    key: str
    label: Label
    kind: Kind
    sensitive: bool
    third_party: bool
    reconfirm_months: int | None
    never_prefill: bool
    values: tuple[str, ...]
    other_values: bool
    columns: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class RecordType:
    """A kind of paper and the attributes that it carries.

    `sensitive_document`: its image is sensitive personal data. `purpose_bound`: good for the purpose stated on it only.
    `valid_months`: counted from the day of issue, where the paper prints no date of its own; None: no such limit.
    `grade`: how well the facts are known: A official text read, B national portal, C secondary, M from memory.
    """

    id: str
    label: Label
    family: Family
    attributes: tuple[str, ...]
    sensitive_document: bool
    purpose_bound: bool
    valid_months: int | None
    issuer: str
    validity: str | None
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Field:
    """One place on a form. `attribute` None: the citizen fills it in.

    `item`: the official wording of the numbered item, where one item asks for several things and was divided.
    `kind`: an attribute's, or what the citizen gives: text, date, table, choice, photo, confirmation.
    """

    id: str
    label: str
    attribute: str | None
    note: str | None
    kind: str
    item: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """An official form, complete and in its order."""

    id: str
    label: Label
    legal: str
    grade: str
    source: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A paper that goes with the form: any one of these record types; empty: one that the wallet does not hold."""

    id: str
    label: Label
    any_of: tuple[str, ...]
    required: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """An administrative procedure. `result`: the record type that it produces; `more_results`: others of joint ones.

    `grade` of the code, then of the dossier's contents, e.g. "A+B/A".
    """

    code: str
    label: Label
    field: str
    level: str
    form: str
    components: tuple[Component, ...]
    result: str | None
    more_results: tuple[str, ...]
    note: str | None
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Template:
    """All that a procedure may ask for: attribute keys, and record types as documents."""

    attributes: frozenset[str]
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a value: a JSON pointer and the rule, in English and Vietnamese; never the value."""

    pointer: str
    reason: str
    reason_vi: str
