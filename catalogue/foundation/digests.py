"""Digests, to tell whether something changed without storing it."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def digest(value: Any) -> str:
    """Of any JSON value, whatever the order of its keys."""
    return text_digest(json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False))


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
