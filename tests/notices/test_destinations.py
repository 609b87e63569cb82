"""An endpoint's address is no way into the wallet's own network."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Network, IPv6Network, ip_address

import pytest

from tests.notices.post import LOOPBACK
from wallet.notices.courier import HttpCourier, Reception
from wallet.notices.destinations import may_be_sent_to, read_url
from wallet.notices.errors import InvalidEndpointError

PRIVATE = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255
::1 :: fe80::1 fc00::1 ff02::1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::10.0.0.1
64:ff9b::a00:1 64:ff9b:1::a00:1 2002:a00:1::1 2001:0:4136::1
"""
BAD_URLS = [
    "http://cong.example/tin",
    "ftp://cong.example/tin",
    "https://ten:mat-khau@cong.example/tin",
    "https:///tin",
    "https://cong.example/tin#dau",
    "https://cong.example/ tin",
    "https://cong.example/" + "a" * 500,
    "file:///etc/passwd",
    "https://cong.example:99999/",
    "https://[::1/tin",
    "",
]


@pytest.mark.parametrize("address", PRIVATE.split())
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not may_be_sent_to(ip_address(address), [])


@pytest.mark.parametrize("address", ["203.162.4.190", "2405:4800::1", "::ffff:203.162.4.190"])
def test_a_public_address_is_not(address: str) -> None:
    assert may_be_sent_to(ip_address(address), [])


def test_what_the_operator_allows_is_allowed_and_nothing_beside_it() -> None:
    allowed = (IPv4Network("10.20.0.0/16"), IPv6Network("fd00:1::/32"))
    assert may_be_sent_to(ip_address("10.20.3.4"), allowed)
    assert may_be_sent_to(ip_address("::ffff:10.20.3.4"), allowed)
    assert may_be_sent_to(ip_address("fd00:1::9"), allowed)
    assert not may_be_sent_to(ip_address("10.21.0.1"), allowed)


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_production_cannot_use_is_refused_when_it_is_registered(url: str) -> None:
    with pytest.raises(InvalidEndpointError, match="the address"):
        read_url(url, https_only=True)


class Luring(BaseHTTPRequestHandler):
    """Answers with a redirect, and notes who comes."""

    visits: list[str]

    def do_POST(self) -> None:
        self.visits.append(self.path)
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(307)
        self.send_header("Location", "/inside")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server calls it so)
        pass


@pytest.fixture
def luring() -> Iterator[HTTPServer]:
    Luring.visits = []
    server = HTTPServer(("127.0.0.1", 0), Luring)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_redirect_is_not_followed(luring: HTTPServer) -> None:
    courier = HttpCourier(https_only=False, allowed=[LOOPBACK])
    sent = courier.bring(f"http://127.0.0.1:{luring.server_port}/outside", {}, b"{}")
    assert (sent, Luring.visits) == ((Reception.REFUSED, "307"), ["/outside"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_a_name_or_number_that_leads_inside_is_not_connected_to(luring: HTTPServer, host: str) -> None:
    courier = HttpCourier(https_only=False, allowed=[])
    sent = courier.bring(f"http://{host}:{luring.server_port}/outside", {}, b"{}")
    assert (sent, Luring.visits) == ((Reception.SILENT, "address-not-allowed"), [])


def test_plain_http_is_not_sent_to_in_production(luring: HTTPServer) -> None:
    courier = HttpCourier(https_only=True, allowed=[LOOPBACK])
    sent = courier.bring(f"http://127.0.0.1:{luring.server_port}/outside", {}, b"{}")
    assert (sent, Luring.visits) == ((Reception.SILENT, "address-not-allowed"), [])
