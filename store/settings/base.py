"""Settings shared by every environment; what differs is read from the environment (see docs/operations.md)."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from store.settings.mail import *
from store.settings.oidc import *

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything that is not in the database: SQLite file, media, built assets, embedded index (architecture, decision 10).
DATA_DIR = Path(env.str("STORE_DATA_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "store",
    "store.accounts",
    "store.admin",
    "store.page_cache",
    "store.api",
    "store.comparison",
    "store.content",
    "store.demo",
    "store.first_visit",
    "store.mail",
    "store.notifications",
    "store.open_data",
    "store.public_figures",
    "store.sharing",
    "store.spaces",
    "store.work",
    "search",
    "catalogue.funding",
    "catalogue.needs",
    "catalogue.review",
    "catalogue.deployments",
    "catalogue.services",
    "catalogue.territories",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "store.accounts.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail_modeladmin",
    "wagtail",
    "modelcluster",
    "taggit",
    "widget_tweaks",
    "dsfr",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "store.page_cache.middleware.PageCacheMiddleware",
    "store.site_facts.known_site",
    "django.middleware.security.SecurityMiddleware",
    "store.headers.PolicyHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "store.admin.maintainer_access.MaintainersGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "store.limits.LimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "search.statistics.middleware.OpenedAnswers",
    "store.oddities.OdditiesMiddleware",
]

ROOT_URLCONF = "store.urls"
WSGI_APPLICATION = "store.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "store.site_facts.site_facts",
                "store.spaces.basket.contents.basket",
            ],
            "builtins": [
                "catalogue.foundation.french_filters",
                "catalogue.foundation.slots",
                "catalogue.foundation.kept_addresses",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'store.sqlite3'}")}
# Opening a connection costs more than serving a cached page. DATABASE_URL may say otherwise (?conn_max_age=0).
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers wait for each other instead of failing; readers never wait.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Progress of long writes, shared by all processes: outside of the database, which hides an open transaction.
    "progress": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR.absolute() / "progress",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "store.accounts.proconnect.ProConnectBackend"]
# Accounts that anybody may enter with a button. Only the demonstration enables them.
DEMO_ACCOUNTS = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
# What editors type is said to be the time of Paris, wherever they are.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Made from the code: an image holds them, beside the data directory that it is given.
_STATIC_DIR = Path(env.str("STORE_STATIC_DIR", default=str(DATA_DIR)))
STATIC_ROOT = _STATIC_DIR / "static"
# `assets` holds what `manage.py build_assets` puts together from the installed design system.
ASSETS_DIR = _STATIC_DIR / "assets"
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_HANDLERS = [
    "catalogue.foundation.uploads.bounds.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# One sign-in page for all: restricted pages, spaces and the admin.
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "/connexion/"
LOGIN_REDIRECT_URL = "/mon-compte/"
LOGOUT_REDIRECT_URL = "/"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # an address is confirmed by a mail: `store.accounts.address_changes`
WAGTAIL_PASSWORD_RESET_ENABLED = False  # few have a password: `manage.py changepassword` gives another
WAGTAIL_SITE_NAME = "Territoires Store"
WAGTAILADMIN_BASE_URL = env.str("STORE_BASE_URL", default="http://localhost:8000")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("fr", "Français")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Otherwise, pasting the address of a page in a link reveals the title of its draft.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
WAGTAIL_FINISH_WORKFLOW_ACTION = "store.admin.apps.publish_approved"
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # see catalogue/foundation/plain_slugs.py
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the admin calls nobody
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "services.StoreImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "catalogue.foundation.uploads.image_checks.ImageUploadForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "odt", "ods", "odp", "pdf", "docx", "xlsx", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "catalogue.foundation.uploads.document_checks.DocumentUploadForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
_ON_POSTGRESQL = DATABASES["default"]["ENGINE"].endswith("postgresql")
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "store.admin.search_backend" if _ON_POSTGRESQL else "wagtail.search.backends.database"}
}

DSFR_USE_INTEGRITY_CHECKSUMS = False  # hashed static storage rewrites the files

# The search of the public site (the admin has Wagtail's own).
SEARCH_ENGINE = env.str("SEARCH_ENGINE", default="embedded")  # or "elasticsearch"
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")  # of each node, separated by commas
ELASTICSEARCH_PREFIX = env.str("ELASTICSEARCH_PREFIX", default="store-")  # of the names of our indexes
SEARCH_INDEX_DIR = DATA_DIR / "index"
SEARCH_LOG_SECONDS = env.int("SEARCH_LOG_SECONDS", default=60)  # how long counts of questions wait to be written

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *PROCONNECT_ORIGINS],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Number of our own proxies in front, whose X-Forwarded-For is trusted for the visitor's address (rate limits).
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Memory of each web process for the pages of visitors who are not signed in; 0 turns the cache off.
PAGE_CACHE_MEGABYTES = env.int("PAGE_CACHE_MEGABYTES", default=32)
# Whether reading (searches…) is limited by caller, see store/limits.py: in production only.
LIMIT_READING = False
LIMITS_DIR = DATA_DIR / "limits"
# Of the ANCT's daily open file « Déploiement des services de l'Incubateur des Territoires »; empty, it is not read.
OPEN_USAGES_URL = env.str("OPEN_USAGES_URL", default="")
# Required to read /metrics; without it that page does not exist, except with DEBUG.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

LOGGING_CONFIG = "store.logs.configure"  # redacts tokens
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
