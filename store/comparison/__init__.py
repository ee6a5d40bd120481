"""Two to four services side by side, at an address that may be shared: no account, no session."""
