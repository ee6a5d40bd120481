"""Whether two addresses lead to one mailbox."""

from unicodedata import normalize

_SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "proton.me": "protonmail.com",
    "pm.me": "protonmail.com",
}
_PASSED_OVER = {"gmail.com": ".", "protonmail.com": ".-_"}


def mailbox_of(address: str) -> str:
    """One writing for all that reach a mailbox: case, full width, « +tag » and the two forms of a domain tell nothing,
    nor, where a provider says so, its other domains and the marks that it passes over.

    For comparisons only; one writes to the address as it was given. Empty for what is not one.
    """
    name, _, domain = normalize("NFKC", address).strip().casefold().rpartition("@")
    name = name.strip().strip('"').partition("+")[0]
    domain = _ascii(domain.strip().rstrip("."))
    domain = _SAME_DOMAIN.get(domain, domain)
    name = name.translate(dict.fromkeys(map(ord, _PASSED_OVER.get(domain, ""))))
    return f"{name}@{domain}" if name and domain else ""


def _ascii(domain: str) -> str:
    """« préfecture.fr » and « xn--prfecture-c4a.fr » are one."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
