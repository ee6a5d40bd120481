"""The search measured at scale, side by side with Wagtail's own, on a synthetic catalogue: `make bench`."""
