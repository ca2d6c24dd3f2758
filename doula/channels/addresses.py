"""Who is asking: the address that limits are counted by."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

from sanic.headers import parse_host
from sanic.request import Request

_NETWORK = 64  # bits of an IPv6 address that one customer is given, who chooses the others (RFC 6177)


def asker(request: Request) -> str:
    """Return the network that a request comes from, by the proxy's word where there is one."""
    return network_of(request.client_ip)


def network_of(address: str) -> str:
    """Return the IPv4 address or the IPv6 network of one customer; what is no address stands for itself."""
    try:
        found = ip_address(_without_port(address))
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), _NETWORK), strict=False))


def _without_port(address: str) -> str:
    """Return an address without its brackets, and without the port that some proxies tell."""
    host = address if address.count(":") > 1 and "]:" not in address else parse_host(address)[0]
    return (host or address).strip("[]")
