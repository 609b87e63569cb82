"""Settings that cannot work are refused at start, by name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from wallet.settings import Environment, Settings


def chosen(**values: str) -> Settings:
    return Settings.model_validate({"environment": Environment.DEVELOPMENT, **values})


ADDRESSES = {"": None, "/run/clamd.sock": Path("/run/clamd.sock"), "scanner.internal:3310": ("scanner.internal", 3310)}


@pytest.mark.parametrize("text", ADDRESSES)
def test_clamd_is_a_socket_or_a_host_with_a_port(text: str) -> None:
    assert chosen(clamd_address=text).resolved_clamd_address == ADDRESSES[text]


@pytest.mark.parametrize("text", ["scanner.internal", "scanner.internal:", ":3310", "run/clamd.sock"])
def test_any_other_address_of_clamd_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="absolute path or host:port"):
        chosen(clamd_address=text)


def test_an_empty_folder_of_roots_means_none(tmp_path: Path) -> None:
    assert chosen(trust_roots_dir="").trust_roots_dir is None
    assert chosen(trust_roots_dir=str(tmp_path)).trust_roots_dir == tmp_path


def test_a_folder_of_roots_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="no such folder"):
        chosen(trust_roots_dir=str(tmp_path / "absent"))
