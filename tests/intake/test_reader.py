"""What is sealed and what is looked at are the same bytes, and the parent keeps none of them."""

import io
import subprocess
import sys
import textwrap
from pathlib import Path
from uuid import UUID

import pytest

from storage.memory import MemoryStore
from storage.sealing import new_secret
from storage.strongbox import Address, CitizenKey, Strongbox
from tests.conftest import NOON
from tests.intake.pictures import JPEG
from wallet.errors import BodyTooLargeError, UnsupportedMediaTypeError, WalletError
from wallet.intake.errors import DocumentRefusedError, error_of
from wallet.intake.inspector import Inspector
from wallet.intake.limits import Limits
from wallet.intake.reader import InspectedReader
from wallet.intake.refusals import Refusal

PROJECT = Path(__file__).parents[2]
CITIZEN = UUID(int=1)
ADDRESS = Address(CITIZEN, UUID(int=2), 1)
BOUND_MIB = 8

MEASURE = textwrap.dedent("""
    import pathlib, sys
    from datetime import UTC, datetime
    from wallet.intake.inspector import Inspector

    def peak_kib():
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

    def look(path):
        with open(path, "rb") as body, inspector.begin("", now=datetime.now(UTC)) as inspection:
            while piece := body.read(65536):
                inspection.feed(piece)
            assert inspection.finish().refused is None

    with Inspector() as inspector:
        look(sys.argv[1])
        before = peak_kib()
        look(sys.argv[2])
        print(peak_kib() - before)
""")


def seal(inspector: Inspector, content: bytes, declared: str = "image/jpeg") -> tuple[MemoryStore, bytes, object]:
    store, key = MemoryStore(), CitizenKey(CITIZEN, 1, new_secret())
    strongbox = Strongbox(store)
    reader = InspectedReader(io.BytesIO(content), inspector.begin(declared, now=NOON))
    sealed = strongbox.seal(key, ADDRESS, reader, None)
    return store, b"".join(bytes(piece) for piece in strongbox.open(key, sealed)), reader.finish().refused


def test_the_sealed_bytes_are_the_original(inspector: Inspector) -> None:
    _, opened, refused = seal(inspector, JPEG)
    assert (opened, refused) == (JPEG, None)


def test_a_wrong_label_stops_the_sealing_at_once(inspector: Inspector) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        seal(inspector, JPEG, "application/pdf")


def test_a_document_without_end_stops_the_sealing() -> None:
    with Inspector(Limits(document_bytes=1000)) as small, pytest.raises(BodyTooLargeError):
        seal(small, JPEG + bytes(1000))


def test_a_broken_document_is_refused_after_the_last_byte(inspector: Inspector) -> None:
    assert seal(inspector, JPEG + b"hidden")[2] is Refusal.HIDDEN_CONTENT


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_an_error_of_the_senders(refusal: Refusal) -> None:
    error = error_of(refusal)
    assert isinstance(error, WalletError)
    assert 400 <= error.status < 500
    assert not isinstance(error, DocumentRefusedError) or error.fields == (("/document", refusal.value),)


def test_the_parents_memory_hardly_grows_with_20_mib(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(JPEG)
    (tmp_path / "large").write_bytes(JPEG + bytes(20 * 1024 * 1024 - len(JPEG)))
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "small"), str(tmp_path / "large")]
    grown = subprocess.run(command, check=True, capture_output=True, cwd=PROJECT).stdout
    assert int(grown) / 1024 < BOUND_MIB
