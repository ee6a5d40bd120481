"""The test suite: an own data directory per process, fast password hashing, plain static files."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from store.settings.base import *

DEBUG = False
SECRET_KEY = "test-only-key"
ALLOWED_HOSTS = ["*"]
# In memory, where there is enough of it: an index waits for the disk at each commit, and nothing here has to last.
_MEMORY, _ENOUGH = Path("/dev/shm"), 2 * 1024**3  # noqa: S108  a directory of its own is made in it
_IN_MEMORY = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
DATA_DIR = Path(tempfile.mkdtemp(prefix="store-test-", dir=_MEMORY if _IN_MEMORY else None))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
ASSETS_DIR = DATA_DIR / "assets"
for _directory in (STATIC_ROOT, ASSETS_DIR):
    _directory.mkdir()
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
SEARCH_INDEX_DIR = DATA_DIR / "index"
CACHES["progress"]["LOCATION"] = DATA_DIR / "progress"
LIMITS_DIR = DATA_DIR / "limits"
SEARCH_LOG_SECONDS = 3_600  # tests of the counts shorten it
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: in memory, the threads of a server would share one connection and one transaction.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0  # nobody is connected any more when the test database is dropped
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
MAIL_SEND_ON_COMMIT = True
