"""Whether two addresses lead to one mailbox."""

from unicodedata import normalize


def mailbox_of(address: str) -> str:
    """One writing for all that reach a mailbox: case, full width, « +tag » and the two forms of a domain tell nothing.

    For comparisons only; one writes to the address as it was given. Empty for what is not one.
    """
    name, _, domain = normalize("NFKC", address).strip().casefold().rpartition("@")
    name = name.strip().strip('"').partition("+")[0]
    return f"{name}@{_ascii(domain.strip().rstrip('.'))}" if name and domain else ""


def _ascii(domain: str) -> str:
    """« préfecture.fr » and « xn--prfecture-c4a.fr » are one."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
