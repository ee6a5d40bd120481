"""Deleting in the admin: when other rows depend on the object, they are listed and nothing is deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.log_actions import log
from wagtail_modeladmin.views import DeleteView

MOST_NAMED = 10
"""Of each kind: an intercommunalité may appear in thousands of events."""


@dataclass(frozen=True)
class Dependent:
    kind: str
    count: int
    names: tuple[str, ...]

    @property
    def others(self) -> int:
        return self.count - len(self.names)


class NeededDeleteView(DeleteView):
    """modeladmin's own view only knows PROTECT, lists thousands of rows, and fails on other restrictions."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        told = f"{self.verbose_name.capitalize()} « {self.instance} » : c'est supprimé."
        try:
            with transaction.atomic():
                log(instance=self.instance, action="wagtail.delete")
                self.delete_instance()
        except ProtectedError as error:
            return self._refuse(error.protected_objects)
        except RestrictedError as error:
            return self._refuse(error.restricted_objects)
        except IntegrityError:
            return self._refuse((), ["Une donnée vient d'y être liée à l'instant. Recommencez pour savoir laquelle."])
        except ValidationError as error:
            return self._refuse((), error.messages)
        messages.success(request, told)
        return redirect(self.index_url)

    def get_meta_title(self) -> str:
        return f"Supprimer « {self.instance} »"

    def confirmation_message(self) -> str:
        return f"Voulez-vous vraiment supprimer « {self.instance} » ? Ce qui en a besoin l'empêchera et sera nommé."

    def _refuse(self, rows: Collection[Model], reasons: Sequence[str] = ()) -> HttpResponse:
        context = {"is_refused": True, "needs": needs_of(rows), "reasons": reasons}
        return self.render_to_response(self.get_context_data(**context))


def needs_of(rows: Collection[Model]) -> list[Dependent]:
    """The most numerous kinds first; names in alphabetical order."""
    kinds: dict[str, list[Model]] = {}
    for row in rows:
        kinds.setdefault(row._meta.label, []).append(row)
    needs = [_need(same) for same in kinds.values()]
    return sorted(needs, key=lambda need: -need.count)


def _need(rows: list[Model]) -> Dependent:
    options = rows[0]._meta
    kind = options.verbose_name if len(rows) == 1 else options.verbose_name_plural
    first = sorted(rows, key=lambda row: row.pk)[:MOST_NAMED]
    return Dependent(str(kind), len(rows), tuple(sorted({str(row) for row in first})))
