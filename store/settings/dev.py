"""Development and `make demo`: SQLite, embedded engine, nothing to configure."""

from store.settings.base import *

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = "development-only-key-never-used-in-production"
ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True  # no collectstatic between an edit and a look
DEMO_ACCOUNTS = True
# Nothing leaves for a real mailbox: mails are files of the data directory.
MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
MAIL_SEND_ON_COMMIT = True
