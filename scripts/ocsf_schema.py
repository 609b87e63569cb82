"""Compiles one event class of the Open Cybersecurity Schema Framework into a JSON schema (draft 2020-12).

    python -m scripts.ocsf_schema CHECKOUT > docs/schemas/ocsf-api-activity.json

CHECKOUT: a folder of https://github.com/ocsf/ocsf-schema at a released version. Objects that the class can reach come
along; attributes that only a profile brings are left out, since our events name no profile; so is every description.
"""

import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

CLASS = "events/application/api_activity.json"
CATEGORY = "application"
Attributes = dict[str, dict[str, Any]]

PLAIN: dict[str, dict[str, Any]] = {
    "boolean_t": {"type": "boolean"},
    "integer_t": {"type": "integer"},
    "long_t": {"type": "integer"},
    "float_t": {"type": "number"},
    "string_t": {"type": "string"},
    "timestamp_t": {"type": "integer"},
    "json_t": {},
    "object": {"type": "object"},
}
MARKS = {"at_least_one": "anyOf", "just_one": "oneOf"}


class Checkout:
    """The schema's own files, each object merged with what it extends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = str(self._read("version.json")["version"])
        dictionary = self._read("dictionary.json")
        self.dictionary: Attributes = dictionary["attributes"]
        self.types: Attributes = dictionary["types"]["attributes"]
        self.categories: Attributes = self._read("categories.json")["attributes"]
        self._files = {
            described["name"]: described
            for path in [*folder.glob("objects/*.json"), *folder.glob("events/**/*.json")]
            if "name" in (described := json.loads(path.read_text()))
        }

    def _read(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / name).read_text())
        return found

    @cache  # noqa: B019  (one checkout lives as long as the script)
    def merged(self, name: str) -> tuple[Attributes, Mapping[str, Any]]:
        """Attributes and constraints of an object or event, those of its parents included."""
        own = self._files[name]
        parent = own.get("extends")
        attributes: Attributes = {}
        constraints: Mapping[str, Any] = {}
        if parent and parent in self._files:
            inherited, constraints = self.merged(parent)
            attributes |= {key: dict(one) for key, one in inherited.items()}
        listed = dict(own["attributes"])
        for included in listed.pop("$include", []):
            profile = self._read(included)
            for key, one in profile["attributes"].items():
                attributes.setdefault(key, {**one, "profile": profile["name"]})
        for key, one in listed.items():
            known = attributes.get(key, {})
            attributes[key] = {**known, **one, "enum": {**known.get("enum", {}), **one.get("enum", {})}}
        return attributes, own.get("constraints", constraints)


def compile_class(checkout: Checkout) -> dict[str, Any]:
    name = json.loads((checkout.folder / CLASS).read_text())["name"]
    waiting, known = [name], {}
    while waiting:
        one = waiting.pop()
        known[one] = _object(checkout, one, waiting)
        waiting = [each for each in dict.fromkeys(waiting) if each not in known]
    event = known.pop(name)
    _number(checkout, name, event)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"Compiled from OCSF {checkout.version}, class {name}. Licence and changes: NOTICE.md beside this.",
        **event,
        "$defs": dict(sorted(known.items())),
    }


def _object(checkout: Checkout, name: str, waiting: list[str]) -> dict[str, Any]:
    attributes, constraints = checkout.merged(name)
    used = {key: one for key, one in sorted(attributes.items()) if not one.get("profile")}
    compiled: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _attribute(checkout, key, one, waiting) for key, one in used.items()},
        "required": [key for key, one in used.items() if one.get("requirement") == "required"],
    }
    for word, keys in constraints.items():
        compiled[MARKS[word]] = [{"required": [key]} for key in keys if key in used]
    return compiled


def _attribute(checkout: Checkout, key: str, one: Mapping[str, Any], waiting: list[str]) -> dict[str, Any]:
    described = checkout.dictionary[key] | dict(one)
    kind = checkout.dictionary[key]["type"]
    enum = {**checkout.dictionary[key].get("enum", {}), **one.get("enum", {})}
    if kind in PLAIN or kind in checkout.types:
        schema = _type(checkout, kind)
        if enum:
            schema["enum"] = sorted(int(each) for each in enum) if schema.get("type") == "integer" else sorted(enum)
    else:
        schema = {"$ref": f"#/$defs/{kind}"}
        waiting.append(kind)
    return {"type": "array", "items": schema} if described.get("is_array") else schema


def _type(checkout: Checkout, kind: str) -> dict[str, Any]:
    if kind in PLAIN:
        return dict(PLAIN[kind])
    described = checkout.types[kind]
    schema = _type(checkout, described["type"])
    if "regex" in described:
        schema["pattern"] = described["regex"]
    if "max_len" in described:
        schema["maxLength"] = described["max_len"]
    if "range" in described:
        schema["minimum"], schema["maximum"] = described["range"]
    return schema


def _number(checkout: Checkout, name: str, event: dict[str, Any]) -> None:
    """category_uid, class_uid and type_uid follow from the class and the activity (OCSF, "Taxonomy Constructs")."""
    category = checkout.categories[CATEGORY]["uid"]
    class_uid = category * 1000 + json.loads((checkout.folder / CLASS).read_text())["uid"]
    activities = event["properties"]["activity_id"]["enum"]
    event["properties"]["category_uid"] = {"const": category}
    event["properties"]["class_uid"] = {"const": class_uid}
    event["properties"]["type_uid"] = {"enum": [class_uid * 100 + one for one in activities]}
    event["properties"]["metadata"] = {
        "allOf": [event["properties"]["metadata"], {"properties": {"version": {"const": checkout.version}}}]
    }
    event["title"] = f"OCSF {name} {checkout.version}"


if __name__ == "__main__":
    json.dump(compile_class(Checkout(Path(sys.argv[1]))), sys.stdout, indent=1, ensure_ascii=False)
    print()
