"""Body of a witness's process; it imports no more than a witness does, so that it begins at once."""

from pathlib import Path

import uvicorn

from wallet.witness.app import create_app


def serve(folder: Path, port: int) -> None:
    uvicorn.run(create_app(folder), port=port, log_config=None, access_log=False)
