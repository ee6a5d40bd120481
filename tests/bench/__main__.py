"""`search`, `pages`, `needs`, `funding` and `throughput` measure (`make bench`); `report` writes what was kept."""

import os
import sys
from importlib import import_module

import django

COMMANDS = ("search", "pages", "needs", "funding", "throughput", "stage", "report")

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "store.settings.dev")
    django.setup()
    if len(sys.argv) == 1 or sys.argv[1] not in COMMANDS:
        sys.exit(f"python -m tests.bench {{{','.join(COMMANDS)}}}")
    command = import_module(f"tests.bench.commands.{sys.argv[1]}").Command()
    command.run_from_argv(["python -m tests.bench", *sys.argv[1:]])
