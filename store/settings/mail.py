"""Mail leaves through the server of EMAIL_URL; docs/operations.md tells what runs when."""

from urllib.parse import urlsplit

import environ

_env = environ.Env()
_host = urlsplit(_env.str("STORE_BASE_URL", default="http://localhost:8000")).hostname or "localhost"

# smtp+tls://user:password@host:587, or smtp+ssl://…:465
vars().update(_env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_BACKEND = "store.mail.posting.OutboxBackend"
MAIL_TRANSPORT = "store.mail.delivery.SmtpBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.str("MAIL_FROM", default=f"Territoires Store <ne-pas-repondre@{_host}>")
# The contact address, until somebody sets it in the admin (Réglages du site).
STORE_CONTACT_EMAIL = _env.str("STORE_CONTACT_EMAIL", default=f"contact@{_host}")
# Send mails right after the commit, in the same process. Otherwise `send_mail` does, every few seconds.
MAIL_SEND_ON_COMMIT = _env.bool("MAIL_SEND_ON_COMMIT", default=False)
# Wagtail's own mails as text and HTML, like ours.
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
