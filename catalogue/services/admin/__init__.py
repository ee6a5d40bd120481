"""Services in Wagtail's admin; registered by `wagtail_hooks.py`."""
