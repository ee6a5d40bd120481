"""How callers are told apart, and the windows of time in which their requests are counted."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_ONE_SUBSCRIBER = 64
"""Bits of an IPv6 address assigned by the operator. Subscribers choose the other bits, and may change them."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
_IPV4 = 0xFFFF_FFFF


def caller_address(request: HttpRequest) -> str:
    """An identifier of the visitor: an IPv4 address, or the network of an IPv6 address.

    Behind proxies the connection comes from the nearest one, and the visitor may have written the start of
    X-Forwarded-For: only the last TRUSTED_PROXY_COUNT entries were added by our own proxies.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return one_caller(forwarded[-proxies])
    return one_caller(request.META.get("REMOTE_ADDR", ""))


def one_caller(said: str) -> str:
    """Texts that are no address count as one single caller."""
    try:
        address = ip_address(_without_port(said))
    except ValueError:
        return "unreadable"
    if not isinstance(address, IPv6Address):
        return str(address)
    if embedded := _ipv4_inside(address):
        return str(ip_address(embedded))
    return str(IPv6Network((address.packed, _ONE_SUBSCRIBER), strict=False).network_address)


def _without_port(said: str) -> str:
    """Some proxies add the port: « [2001:db8::1%eth0]:443 », « 192.0.2.1:443 »."""
    host = said.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    return host.partition("%")[0]


def _ipv4_inside(address: IPv6Address) -> int:
    """The IPv4 address inside a mapped or translated address or a tunnel (6to4, Teredo), of which its owner may use any
    number.
    """
    if inner := address.ipv4_mapped or address.sixtofour:
        return int(inner)
    if address.teredo:
        return int(address.teredo[1])
    return int(address) & _IPV4 if address in _TRANSLATED else 0


def window_of(now: datetime, window: timedelta) -> datetime:
    """When the window that contains `now` began. Windows begin at round hours, the same for everybody."""
    seconds = window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)


def key_of(action: str, caller: str, opened: datetime) -> str:
    return salted_hmac(f"allowance:{action}:{opened.isoformat()}", caller).hexdigest()
