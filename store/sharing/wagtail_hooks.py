"""Sharing, on sheets."""

from catalogue.foundation.slots import fill

fill("sheet_share", "sharing/share.html")
