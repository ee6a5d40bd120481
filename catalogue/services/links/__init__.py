"""Links on sheets: collecting them, checking them, and fetching untrusted addresses safely."""
