"""Mails to read."""

from tests.store.mail.conftest import letters, write

__all__ = ["letters", "write"]
