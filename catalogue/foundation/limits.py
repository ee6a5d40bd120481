"""How callers are told apart, and the windows of time in which their requests are counted."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_ONE_SUBSCRIBER = 64
"""Bits of an IPv6 address that an operator gives; its holder chooses the others, and changes them at will."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
_IPV4 = 0xFFFF_FFFF


def caller_address(request: HttpRequest) -> str:
    """Where the visitor calls from, as one counts: an IPv4 address, however it is written, or the network of an IPv6.

    Behind proxies the connection comes from the nearest one, and X-Forwarded-For may start with whatever the visitor
    wrote: only the last TRUSTED_PROXY_COUNT entries were added by our own proxies.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return one_caller(forwarded[-proxies])
    return one_caller(request.META.get("REMOTE_ADDR", ""))


def one_caller(said: str) -> str:
    """What no address can be read from is a caller too: all of those together."""
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
    """« [2001:db8::1%eth0]:443 », « 192.0.2.1:443 »: some proxies tell both."""
    host = said.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    return host.partition("%")[0]


def _ipv4_inside(address: IPv6Address) -> int:
    """Of mapped and translated addresses and tunnels (6to4, Teredo): one IPv4 holder has any number of those."""
    if address.ipv4_mapped or address.sixtofour:
        return int(address.ipv4_mapped or address.sixtofour)
    if address.teredo:
        return int(address.teredo[1])
    return int(address) & _IPV4 if address in _TRANSLATED else 0


def window_of(now: datetime, window: timedelta) -> datetime:
    """When the window that holds `now` began: all of them begin at round hours, for everybody."""
    seconds = window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)


def key_of(action: str, caller: str, opened: datetime) -> str:
    return salted_hmac(f"allowance:{action}:{opened.isoformat()}", caller).hexdigest()
