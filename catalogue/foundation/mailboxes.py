"""Whether two addresses belong to the same mailbox."""

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
    """A canonical form of an address, without differences that do not matter: case, full width, « +tag », the two forms
    of a domain and, for some providers, their other domains and the characters they ignore.

    Only for comparing: mails go to the address as given. Empty if it is not an address.
    """
    name, _, domain = normalize("NFKC", address).strip().casefold().rpartition("@")
    name = name.strip().strip('"').partition("+")[0]
    domain = _ascii(domain.strip().rstrip("."))
    domain = _SAME_DOMAIN.get(domain, domain)
    name = name.translate(dict.fromkeys(map(ord, _PASSED_OVER.get(domain, ""))))
    return f"{name}@{domain}" if name and domain else ""


def _ascii(domain: str) -> str:
    """« préfecture.fr » and « xn--prfecture-c4a.fr » are the same domain."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
