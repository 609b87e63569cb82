"""The published JSON Schemas are those of the code, and know a good file from a broken one."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

import policies
from policies import schemas

PUBLISHED = Path(__file__).parents[2] / "docs" / "catalogue"
OWN = Path(policies.__path__[0]) / "data"
PLACES = {
    "attributes": ["attributes.yaml"],
    "datasets": ["datasets.yaml"],
    "record_type": ["record_types/*.yaml"],
    "form": ["forms/*.yaml"],
    "procedure": ["procedures/*.yaml"],
}


@pytest.mark.parametrize("name", schemas.documents())
def test_what_is_published_is_current(name: str) -> None:
    assert (PUBLISHED / name).read_text("utf-8") == schemas.documents()[name], (
        "python -m policies.schemas docs/catalogue"
    )


def test_nothing_else_is_published() -> None:
    assert {path.name for path in PUBLISHED.iterdir()} == set(schemas.documents())


def test_writing_gives_what_is_published(tmp_path: Path) -> None:
    schemas.write(tmp_path)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == schemas.documents()


@pytest.mark.parametrize("kind", PLACES)
def test_every_file_of_the_catalogue_follows_its_schema(kind: str) -> None:
    validator = jsonschema_rs.validator_for(json.loads(schemas.documents()[f"{kind}.schema.json"]))
    files = [path for place in PLACES[kind] for path in OWN.glob(place)]
    assert files
    for path in files:
        assert validator.is_valid(yaml.safe_load(path.read_text("utf-8"))), path.name


BROKEN = [
    ("code", 1.004222),
    ("code", "1.004222.h29"),
    ("form", "ct01"),
    ("components", "none"),
    ("shoe", "x"),
    ("label", {}),
]


@pytest.mark.parametrize(("member", "value"), BROKEN)
def test_a_broken_file_does_not(member: str, value: object) -> None:
    content = yaml.safe_load((OWN / "procedures" / "1.004222.yaml").read_text("utf-8"))
    schema = json.loads(schemas.documents()["procedure.schema.json"])
    assert jsonschema_rs.is_valid(schema, content)
    assert not jsonschema_rs.is_valid(schema, {**content, member: value})
