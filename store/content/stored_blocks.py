"""Blocks stored under a name that the code no longer knows: Wagtail drops them in silence when it reads them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, TextField
from django.db.models.functions import Cast
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Revision


@dataclass(frozen=True)
class LostBlock:
    """`name`: the way to it, « body.2.figures.0.unit ». `version`: of the page; None for what is published."""

    model: type[Model]
    pk: str
    version: int | None
    name: str

    def __str__(self) -> str:
        which = f", version {self.version}" if self.version else ""
        return f"{self.model._meta.verbose_name} {self.pk}{which} : {self.name}"


def lost_blocks() -> Iterator[LostBlock]:
    for model, fields in _streams().items():
        yield from _in_rows(model, fields)
        yield from _in_versions(model, fields)


def _streams() -> dict[type[Model], list[StreamField]]:
    own = {
        model: [field for field in model._meta.local_fields if isinstance(field, StreamField)]
        for model in apps.get_models()
    }
    return {model: fields for model, fields in own.items() if fields}


def _in_rows(model: type[Model], fields: list[StreamField]) -> Iterator[LostBlock]:
    """As text: read as blocks, what is unknown would be gone already."""
    texts = {f"text_of_{field.name}": Cast(F(field.name), TextField()) for field in fields}
    rows = model._default_manager.annotate(**texts).values_list("pk", *texts)
    for pk, *said in rows.iterator(chunk_size=200):
        for field, text in zip(fields, said, strict=True):
            for name in _unknown(field.stream_block, json.loads(text or "[]"), field.name):
                yield LostBlock(model, str(pk), None, name)


def _in_versions(model: type[Model], fields: list[StreamField]) -> Iterator[LostBlock]:
    versions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(model))
    for version in versions.iterator(chunk_size=50):
        for field in fields:
            stored = json.loads(version.content.get(field.name) or "[]")
            for name in _unknown(field.stream_block, stored, field.name):
                yield LostBlock(model, version.object_id, version.pk, name)


def _unknown(block: Block, value: Any, path: str) -> Iterator[str]:
    """Ways to what no block of this name reads."""
    if isinstance(block, StreamBlock):
        for place, item in enumerate(value or []):
            yield from _child(block.child_blocks, item["type"], item["value"], f"{path}.{place}")
    elif isinstance(block, StructBlock) and isinstance(value, dict):
        for key, part in value.items():
            yield from _child(block.child_blocks, key, part, path)
    elif isinstance(block, ListBlock):
        for place, item in enumerate(value or []):
            part = item["value"] if isinstance(item, dict) and item.keys() == {"type", "value", "id"} else item
            yield from _unknown(block.child_block, part, f"{path}.{place}")
    elif isinstance(block, BaseTypedTableBlock) and value:
        for column in value["columns"]:
            yield from _child(block.child_blocks, column["type"], None, path)


def _child(known: dict[str, Block], name: str, value: Any, path: str) -> Iterator[str]:
    if name in known:
        yield from _unknown(known[name], value, f"{path}.{name}")
    else:
        yield f"{path}.{name}"
