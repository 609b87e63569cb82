"""The sheet: an application for a certificate of marital status (procedure 1.004873), filled from a release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PROCEDURE = "1.004873"
SHEET = (
    ("full_name", "Họ, chữ đệm, tên", "person.full_name"),
    ("dob", "Ngày sinh", "person.dob"),
    ("sex", "Giới tính", "person.sex"),
    ("ethnicity", "Dân tộc", "person.ethnicity"),
    ("nationality", "Quốc tịch", "person.nationality"),
    ("pid", "Số định danh cá nhân", "person.pid"),
    ("residence", "Nơi cư trú", "residence.permanent"),
    ("purpose", "Giấy này dùng để làm gì", ""),
)
"""Name of the field, its label, and the attribute of the wallet's catalogue that fills it; none: filled by hand."""

FROM_WALLET = [attribute for _, _, attribute in SHEET if attribute]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value came from. `id` and `salt` go back with the form, so that the wallet can say whether it still holds
    (`verify-submission`)."""

    id: str
    value: Any
    salt: str
    said: str
    differs: str


@dataclass(slots=True)
class Sheet:
    """One person's application. `proof` came with the release and goes back with the form."""

    dossier: str = ""
    proof: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        if name in self.typed:
            return self.typed[name]
        return written(self.sources[name].value) if name in self.sources else ""

    def submitted(self) -> list[dict[str, Any]]:
        """The fields that the wallet filled, as they are now: what nobody touched goes back as it came."""
        return [
            {"id": one.id, "value": self._current(name, one), "salt": one.salt} for name, one in self.sources.items()
        ]

    def _current(self, name: str, source: Source) -> Any:
        now = self.value(name)
        if now == written(source.value):
            return source.value
        return {**source.value, "text": now} if isinstance(source.value, dict) else now


def filled(dossier: str, release: Mapping[str, Any]) -> Sheet:
    """`release`: as `POST /v1/dossiers/…/releases` answers. Of several fields with one attribute the last one counts:
    the person whom the paper is about stands after the one who brings the form."""
    by_attribute = {one["attribute"]: _source(one) for one in release["fields"]}
    sources = {name: by_attribute[attribute] for name, _, attribute in SHEET if attribute in by_attribute}
    return Sheet(dossier, release["proof"], sources)


def _source(one: Mapping[str, Any]) -> Source:
    chosen = one["chosen"]
    others = {written(other["value"]) for other in one["others"]} - {written(chosen["value"])}
    differs = f"Giấy khác ghi: {'; '.join(sorted(others))}" if one["conflict"] and others else ""
    return Source(one["id"], chosen["value"], chosen["salt"], chosen["provenance"]["sentence"], differs)


def written(value: Any) -> str:
    """As it stands in a box: a day as Vietnam writes it, an address as its text."""
    match value:
        case str() if len(value.split("-")) == 3 and value.replace("-", "").isdigit():
            return "/".join(reversed(value.split("-")))
        case {"text": str(text)}:
            return text
        case list():
            return ", ".join(map(written, value))
        case _:
            return str(value)
