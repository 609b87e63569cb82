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


class Role(StrEnum):
    """Whom a place on a form speaks of. Submitter and owner are often one person: then the form is ticked so."""

    OWNER = "owner"  # chủ hồ sơ: whose matter it is
    SUBMITTER = "submitter"  # người nộp: who brings it
    FATHER = "father"
    MOTHER = "mother"
    SPOUSE = "spouse"
    CHILD = "child"
    CHILDS_FATHER = "child.father"  # of the child that the form is about; the owner's own father is FATHER
    CHILDS_MOTHER = "child.mother"
    DECEASED = "deceased"
    HEAD = "household.head"
    GUARDIAN = "guardian"
    WARD = "ward"
    ADOPTER = "adopter"
    REPRESENTATIVE = "representative"


class Shape(StrEnum):
    """How the form wants a value written; what is stored stays as it is."""

    AS_STORED = "as_stored"
    CAPITALS = "capitals"  # in hoa, đủ dấu
    ALSO_IN_WORDS = "also_in_words"  # a date, in figures and in words
    COMMUNE_AND_PROVINCE = "commune_and_province"  # of an address, these two only
    PROVINCE_OR_COUNTRY = "province_or_country"  # of an address, this only


class Proof(StrEnum):
    """What it takes to hand in a paper."""

    SCAN = "scan"  # a picture or a link will do; the original is shown when the authority checks
    CERTIFIED = "certified"  # an electronically certified copy, or the original by post
    ORIGINAL = "original"  # the original is handed over
    SHOWN = "shown"  # it is shown, and not handed in

    @property
    def label_vi(self) -> str:
        return _PROOF_WORDS[self][0]

    @property
    def label_en(self) -> str:
        return _PROOF_WORDS[self][1]


_PROOF_WORDS = {
    Proof.SCAN: ("Bản chụp là đủ", "A picture will do"),
    Proof.CERTIFIED: (
        "Bản chụp chưa đủ: cần bản chứng thực điện tử, hoặc gửi bản chính",
        "A picture is not enough: an electronically certified copy, or the original by post",
    ),
    Proof.ORIGINAL: ("Phải nộp bản chính", "The original has to be handed over"),
    Proof.SHOWN: ("Xuất trình khi đến, không phải nộp", "To be shown, not handed in"),
}


class Effect(StrEnum):
    """What a finished dossier means for the papers that the wallet holds already."""

    OUTDATES_PAPERS = "outdates-papers"  # older papers state what is no longer so
    ENDS_GUARDIANSHIP = "ends-guardianship"  # a guardian's access to the ward's wallet ends


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
class Dataset:
    """A set of data that an authority shares with the others by law: they look it up themselves before they ask.

    `id`: list and number in the annex, as in "2.3". Being listed does not prove that it is connected yet.
    """

    id: str
    label: Label
    authority: str
    source: str


@dataclass(frozen=True, slots=True)
class RecordType:
    """A kind of paper and the attributes that it carries.

    `sensitive_document`: its image is sensitive personal data. `purpose_bound`: good for the purpose stated on it only.
    `valid_months`: counted from the day of issue, where the paper prints no date of its own; None: no such limit.
    `looked_up`: where an authority finds the same facts itself. `in_vneid`: the citizen can show it in VNeID as well.
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
    note: str | None = None
    looked_up: tuple[Dataset, ...] = ()
    in_vneid: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table on a form. `column`: that of the attribute's rows which fills it; None: the citizen does."""

    label: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """One place on a form. `attribute` None: the citizen fills it in.

    `item`: the official wording of the numbered item, where one item asks for several things and was divided.
    `only_if`: the value is right under this condition only, which the citizen judges: it is offered, not filled in.
    `kind`: an attribute's, or what the citizen gives: text, date, table, choice, photo, confirmation.
    `columns`: of a table, in the order of the form, without the running number.
    """

    id: str
    label: str
    attribute: str | None
    note: str | None
    kind: str
    item: str | None
    role: Role = Role.OWNER
    shape: Shape = Shape.AS_STORED
    columns: tuple[Column, ...] = ()
    only_if: str | None = None


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
    """A paper that goes with the form: any one of these record types; empty: one that the wallet does not hold.

    `also`: other papers that serve as well, in words, since the wallet has no record type for them.
    `looked_up`: data sets in which the authority may find the same itself; it looks there before it asks.
    """

    id: str
    label: Label
    any_of: tuple[str, ...]
    required: bool
    note: str | None
    also: tuple[str, ...] = ()
    proof: Proof = Proof.SCAN
    looked_up: tuple[Dataset, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """An administrative procedure. `result`: the record type that it produces; `more_results`: others of joint ones.

    `form` None: its form is not in the catalogue, or it has none. `more_forms`: others that it takes in special cases.
    `asks`: attributes that it needs beside those of its form. `time`, `fee`: as published, for people to read.
    `looks_first`: where the law makes the authority look before it may ask the citizen for a copy.
    `by_hand`: beginnings of attribute keys that the citizen writes, since papers held already speak of another matter.
    `result_about`: whom its results are about, where that is not the owner of the wallet.
    `in_person`: somebody has to come. `grade` of the code, then of the dossier's contents, e.g. "A+B/A".
    """

    code: str
    label: Label
    field: str
    level: str
    form: str | None
    components: tuple[Component, ...]
    result: str | None
    more_results: tuple[str, ...]
    note: str | None
    grade: str
    source: str
    more_forms: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    looks_first: tuple[str, ...] = ()
    in_person: bool = False
    effects: tuple[Effect, ...] = ()
    by_hand: tuple[str, ...] = ()
    result_about: Role = Role.OWNER
    time: str | None = None
    fee: str | None = None

    @classmethod
    def left(cls, code: str) -> "Procedure":
        """What remains of one that is in the catalogue no more: its code."""
        return cls(code, Label(code, code), "", "", None, (), None, (), None, "", "")

    def leaves_to_citizen(self, attribute: str) -> bool:
        return any(attribute == group or attribute.startswith(f"{group}.") for group in self.by_hand)


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
