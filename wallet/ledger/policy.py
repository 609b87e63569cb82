"""Which witnesses count, and how many of them must agree: a file in the form of c2sp.org/tlog-policy.

# two of three, one of them the inspectorate's
witness thanh-tra  thanh-tra.example.vn/w1+1e2f…+BPu… https://witness.thanh-tra.example.vn
witness dai-hoc    dai-hoc.example.vn/w1+…            https://…
witness bao-chi    bao-chi.example.vn/w1+…            https://…
group   khac       any dai-hoc bao-chi
group   moi-phia   all thanh-tra khac
quorum  moi-phia
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from wallet.ledger.cosignatures import WitnessKey
from wallet.ledger.errors import BadPolicyError, BadSignatureError, MalformedLogError
from wallet.ledger.notes import VerifierKey

NONE = "none"
_WITNESS_PARTS = range(2, 4)
_GROUP_PARTS_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Witness:
    """`label`: its name within the policy; `url`: submission prefix of c2sp.org/tlog-witness, empty if unknown."""

    label: str
    key: WitnessKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """`groups`: name -> (how many, of whom)."""

    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = NONE

    def is_met_by(self, labels: Set[str]) -> bool:
        """Do the cosignatures of these witnesses suffice? `quorum none` is met by nobody's."""
        return self.quorum == NONE or self._counts(self.quorum, labels)

    def cosigned(self, note: str) -> dict[str, int]:
        """Label -> Unix seconds of each witness whose cosignature in this note is right; wrong ones do not count."""
        found = {}
        for witness in self.witnesses.values():
            try:
                seconds = witness.key.cosigned_at(note)
            except BadSignatureError:
                continue
            if seconds is not None:
                found[witness.label] = seconds
        return found

    def _counts(self, name: str, labels: Set[str]) -> bool:
        if name in self.witnesses:
            return name in labels
        needed, members = self.groups[name]
        return sum(self._counts(member, labels) for member in members) >= needed


def parse_policy(text: str) -> Policy:
    """BadPolicyError names the line that has to change."""
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        if words and not words[0].startswith("#"):
            try:
                reading.take(words[0], words[1:])
            except (ValueError, KeyError) as error:
                raise BadPolicyError(f"line {number} of the witness policy: {error}") from None
    if reading.quorum is None:
        raise BadPolicyError("the witness policy has no line `quorum`")
    return Policy(reading.witnesses, reading.groups, reading.quorum)


class _Reading:
    def __init__(self) -> None:
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self._grouped: set[str] = set()

    def take(self, kind: str, words: list[str]) -> None:
        match kind:
            case "log":
                VerifierKey.parse(words[0] if words else "")
            case "witness":
                self._take_witness(words)
            case "group":
                self._take_group(words)
            case "quorum":
                self._take_quorum(words)
            case _:
                raise MalformedLogError(f"{kind} is none of log, witness, group, quorum")

    def _take_witness(self, words: list[str]) -> None:
        if len(words) not in _WITNESS_PARTS:
            raise MalformedLogError("a witness has a name, a verifier key and perhaps an address")
        label, key = self._new(words[0]), WitnessKey.parse(words[1])
        if any(key.public == other.key.public for other in self.witnesses.values()):
            raise MalformedLogError("this key stands there twice")
        self.witnesses[label] = Witness(label, key, "".join(words[2:]).rstrip("/"))

    def _take_group(self, words: list[str]) -> None:
        if len(words) < _GROUP_PARTS_AT_LEAST:
            raise MalformedLogError("a group has a name, a number (or `all`, `any`) and members")
        label, members = self._new(words[0]), tuple(self._known(word) for word in words[2:])
        needed = {"all": len(members), "any": 1}.get(words[1]) or int(words[1])
        if not 1 <= needed <= len(members):
            raise MalformedLogError(f"{needed} of {len(members)} cannot be")
        if len(set(members)) < len(members) or self._grouped & set(members):
            raise MalformedLogError("a name may be a member once")
        self._grouped |= set(members)
        self.groups[label] = (needed, members)

    def _take_quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise MalformedLogError("there is one line `quorum`, with one name")
        self.quorum = words[0] if words[0] == NONE else self._known(words[0])

    def _new(self, label: str) -> str:
        if label == NONE or label in self.witnesses or label in self.groups:
            raise MalformedLogError(f"the name {label} is taken")
        return label

    def _known(self, label: str) -> str:
        if label not in self.witnesses and label not in self.groups:
            raise MalformedLogError(f"no line before this one names {label}")
        return label
