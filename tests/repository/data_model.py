"""The models and what links them, drawn by a command: `python -m tests.repository.data_model > docs/data-model.md`."""

import os
from collections.abc import Iterator

import django

APPS = (
    "territories",
    "services",
    "deployments",
    "review",
    "search",
    "accounts",
    "editing",
    "mail",
    "api",
    "content",
    "public_figures",
    "spaces",
    "work",
)
_TITLE = """# Data model

Drawn by `python -m tests.repository.data_model > docs/data-model.md`; a test sees that it is current. One picture an
application: its models, the others that they name, and how (`||` one, `o|` none or one, `o{` many).
"""


def drawn() -> str:
    from django.apps import apps

    known = {model for label in APPS for model in apps.get_app_config(label).get_models()}
    return "\n".join([_TITLE, *(_picture(apps.get_app_config(label), known) for label in APPS)])


def _picture(app, known: set) -> str:
    models = sorted(app.get_models(), key=lambda model: model.__name__)
    links = sorted({line for model in models for line in _links(model, known)})
    alone = [f"    {model.__name__}" for model in models if not any(model.__name__ in line for line in links)]
    return "\n".join([f"## {app.verbose_name}\n", "```mermaid", "erDiagram", *links, *alone, "```", ""])


def _links(model, known: set) -> Iterator[str]:
    for field in model._meta.get_fields():
        if not field.concrete or not field.is_relation or field.related_model not in known:
            continue
        if field.remote_field.parent_link:
            continue
        many = (
            "}o--o{" if field.many_to_many else "|o--o|" if field.one_to_one else "}o--o|" if field.null else "}o--||"
        )
        yield f'    {model.__name__} {many} {field.related_model.__name__} : "{field.name}"'


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "store.settings.dev")
    django.setup()
    print(drawn(), end="")
