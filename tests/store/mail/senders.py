"""Senders that are processes of their own, on the database of the test, and what that database says afterwards."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.db import connection

from store.mail.models import Message
from tests.store.mail.post_office import PostOffice


class Senders:
    """On SQLite, whose test database lives in this process, they work on a copy of it."""

    def __init__(self, data: Path, office: PostOffice) -> None:
        (data / "assets").mkdir()
        self.file = data / "store.sqlite3" if connection.vendor == "sqlite" else None
        if self.file:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.file)])
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "store.settings.production",
            "SECRET_KEY": "only-for-the-senders-of-a-test",
            "ALLOWED_HOSTS": "store.example",
            "STORE_DATA_DIR": str(data),
            "DATABASE_URL": f"sqlite:///{self.file}" if self.file else _address_of_the_test_database(),
            "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
        }

    def start(self) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "send_mail"]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)

    def run(self) -> str:
        sender = self.start()
        said, _ = sender.communicate(timeout=120)
        assert sender.returncode == 0
        return said.strip()

    def states(self) -> set[str]:
        if self.file is None:
            return set(Message.objects.values_list("state", flat=True))
        with sqlite3.connect(self.file) as copy:
            return {state for (state,) in copy.execute("SELECT state FROM mail_message")}


def _address_of_the_test_database() -> str:
    settings = connection.settings_dict
    server = "{USER}:{PASSWORD}@{HOST}:{PORT}".format(**settings)
    return f"postgres://{server}/{settings['NAME']}"
