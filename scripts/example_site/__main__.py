"""`python -m scripts.example_site --wallet URL --client-id ID --key FILE --port N`: serves until it is told to end."""

import argparse
import sys
from pathlib import Path

import uvicorn

from scripts.example_site.asking import WalletOffice
from scripts.example_site.registration import Registration
from scripts.example_site.site import Site


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.example_site")
    parser.add_argument("--wallet", required=True, metavar="URL", help="the wallet's public address")
    parser.add_argument("--client-id", required=True, metavar="ID")
    parser.add_argument("--key", required=True, type=Path, metavar="FILE", help="this site's private key (JWK)")
    parser.add_argument("--port", required=True, type=int, metavar="N")
    told = parser.parse_args(arguments)
    registration = Registration.read(told.wallet.rstrip("/"), told.client_id, told.key, told.port)
    office = WalletOffice(registration)
    try:
        uvicorn.run(Site(registration, office).app(), host="127.0.0.1", port=told.port, log_level="warning")
    finally:
        office.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
