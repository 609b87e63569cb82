"""Where events may go. An endpoint's address is typed by people, so it must not become a way into the wallet's network.

Only https outside development, no password in the address, and a name is looked up anew for each delivery: the
connection goes to the address that was looked at. Addresses that are not public are refused, those in networks that the
operator allows excepted, and so are the forms of IPv6 that carry an IPv4 address inside (RFC 4291 section 2.5.5.2,
RFC 6052, RFC 3056, RFC 4380).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from wallet.notices.errors import InvalidEndpointError
from wallet.settings import Network

URL_LETTERS = 500
DEFAULT_PORTS = {"https": 443, "http": 80}
CARRIERS_OF_IPV4 = tuple(IPv6Network(net) for net in ("::/96", "64:ff9b::/32", "2002::/16", "2001::/32"))

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Destination:
    """An endpoint's address, taken apart; `authority` is what the Host header says."""

    url: str
    host: str
    port: int
    authority: str


def read_url(url: str, *, https_only: bool) -> Destination:
    """InvalidEndpointError with a sentence that says what to change."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise InvalidEndpointError("the address cannot be read") from None
    schemes = ("https",) if https_only else ("https", "http")
    if parts.scheme not in schemes:
        raise InvalidEndpointError(f"the address must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if len(url) > URL_LETTERS or not (url.isascii() and url.isprintable()) or " " in url:
        raise InvalidEndpointError(f"the address must have at most {URL_LETTERS} printable ASCII letters")
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidEndpointError("the address needs a host, and no user name, password or fragment")
    return Destination(url, parts.hostname, port, parts.netloc)


def choose(found: Iterable[str], allowed: Sequence[Network]) -> str:
    """The first of the addresses that a name has; InvalidEndpointError when one of them may not be sent to."""
    addresses = [ip_address(one) for one in found]
    for address in addresses:
        if not may_be_sent_to(address, allowed):
            raise InvalidEndpointError("the address is not public, and in no network of WALLET_WEBHOOK_NETWORKS")
    if not addresses:
        raise InvalidEndpointError("the name has no address")
    return str(addresses[0])


def may_be_sent_to(address: Address, allowed: Sequence[Network]) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address.version == network.version and address in network for network in allowed):
        return True
    carries = isinstance(address, IPv6Address) and any(address in network for network in CARRIERS_OF_IPV4)
    return address.is_global and not address.is_multicast and not carries
