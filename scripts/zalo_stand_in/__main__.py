"""`python -m scripts.zalo_stand_in --port N --wallet URL --secret S --api-key K`: serves until it is told to end."""

import argparse
import sys

import uvicorn

from scripts.zalo_stand_in.endpoints import StandIn


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.zalo_stand_in")
    parser.add_argument("--port", required=True, type=int, metavar="N")
    parser.add_argument("--wallet", required=True, metavar="URL")
    parser.add_argument("--secret", required=True, metavar="S", help="made up; the wallet has the same")
    parser.add_argument("--api-key", required=True, metavar="K", help="made up; the wallet has the same")
    told = parser.parse_args(arguments)
    app = StandIn(told.secret, told.api_key, told.wallet.rstrip("/")).app()
    uvicorn.run(app, host="127.0.0.1", port=told.port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
