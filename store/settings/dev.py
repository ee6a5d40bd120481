"""Development and `make demo`: SQLite, embedded engine, nothing to configure."""

from store.settings.base import *

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = "development-only-key-never-used-in-production"
ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True  # changes show without collectstatic
DEMO_ACCOUNTS = True
# Mails are files in the data directory: nothing is sent.
MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
MAIL_SEND_ON_COMMIT = True
