"""`python -m scripts.story [--exit] [--data DIR] [--port N] [--site-port N]`: what `scripts/demo` runs after set-up.

Exit status: 0 the story was told · 1 it stopped, or the wallet ended by itself · 2 port or folder cannot be used.
"""

import argparse
import io
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from scripts.story.errors import DemoError
from scripts.story.neighbour import example_site, free_port, zalo_settings, zalo_stand_in
from scripts.story.play import play, tell_links
from scripts.story.server import Place, serving
from scripts.story.telling import Teller

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8420
INTERRUPTED = 128 + signal.SIGINT


def main(arguments: list[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper) and isinstance(sys.stderr, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stderr.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    _heed_signals()
    try:
        place = Place(options.data.absolute(), options.port, site_port=options.site_port)
        return _demo(place, free_port(), leave=options.exit)
    except DemoError as error:
        for sentence in error.sentences:
            print(sentence, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return INTERRUPTED


def _demo(place: Place, zalo_port: int, *, leave: bool) -> int:
    """`zalo_port`: where the stand-in for Zalo will listen; the wallet is told so when it starts."""
    teller = Teller(sys.stdout)
    place = replace(place, settings=zalo_settings(zalo_port))
    place.check(with_site=not leave)
    teller.title(
        "VÍ GIẤY TỜ · CÂU CHUYỆN THỬ. Mọi người, số, địa chỉ đều bịa.",
        "A story told over HTTP to a wallet of its own. Every person, number and address is invented.",
    )
    with serving(place) as server:
        teller.line(f"Ví chạy ở {place.address}; dữ liệu ở {place.data}")
        play(place, teller)
        if not leave:
            return _keep_serving(place, teller, server, zalo_port)
    teller.line()
    teller.line("demo: ok")
    return 0


def _keep_serving(place: Place, teller: Teller, server: subprocess.Popen[bytes], zalo_port: int) -> int:
    """Until Ctrl-C, which is how this is meant to end."""
    teller.line()
    with example_site(place) as site, zalo_stand_in(place, zalo_port) as zalo:
        teller.title(
            "Xem tiếp trên trang: mở một trong các đường dẫn này.", "Go on in a browser: one link for each user."
        )
        tell_links(place, teller)
        teller.line("  Vào ví của bà Mẫu rồi thử nút “Dùng ví” ở trang của phường (an office that fills its form):")
        teller.line(f"    {site}/")
        teller.line("  Vào ví từ Zalo, với một trang thay cho ứng dụng nhỏ (a page in place of the Zalo mini app):")
        teller.line(f"    {zalo}/")
        teller.line("Bấm Ctrl-C để dừng. · Press Ctrl-C to stop.")
        try:
            status = server.wait()
        except KeyboardInterrupt:
            teller.line()
            return 0
    teller.line(f"Ví tự dừng. Xem {place.server_log}. · The wallet ended by itself with {status}; see its log.")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/demo", description="Starts a wallet, plays the story of a dossier over HTTP, and keeps serving."
    )
    parser.add_argument("--exit", action="store_true", help="stop after the story; the last line is `demo: ok`")
    parser.add_argument("--data", type=Path, default=CHECKOUT / "demo-data", metavar="DIR", help="default: %(default)s")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, metavar="N", help="default: %(default)s")
    parser.add_argument("--site-port", type=_port, default=0, metavar="N", help="example site; default: port + 1")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 2**16:
        raise ValueError
    return port


def _heed_signals() -> None:
    """Each ends the demo as an exception, so that the server is stopped on the way out."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs without it
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means: go on
        signal.signal(signal.SIGHUP, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
