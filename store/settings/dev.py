"""Development and `make demo`: SQLite, embedded engine, nothing to configure."""

from store.settings.base import *

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = "development-only-key-never-used-in-production"
ALLOWED_HOSTS = ["*"]
SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True  # no collectstatic between an edit and a look
