"""Static files under an address that changes with their content, so that a browser may keep them for a year."""

import hashlib
from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
VERSION_LETTERS = 12
KEEP_FOR_A_YEAR = "public, max-age=31536000, immutable"


def _version() -> str:
    """One digest over all of them: a style sheet then finds its fonts by a relative address."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FOLDER).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:VERSION_LETTERS]


PREFIX = f"/static/{_version()}"


def asset(name: str) -> str:
    """The address of a static file."""
    return f"{PREFIX}/{name}"


class KeptFiles(StaticFiles):
    """Says that the answer never changes under its address."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = KEEP_FOR_A_YEAR
        return response
