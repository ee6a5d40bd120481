"""What editors see of services in Wagtail's admin; `wagtail_hooks.py` registers it."""
