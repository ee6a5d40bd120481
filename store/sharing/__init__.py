"""Giving a page to somebody: a short address, a mail, and a code on paper that telephones read."""
