"""The search measured at scale, side by side with Wagtail's own, on a synthetic catalogue: `manage.py bench_search`."""
