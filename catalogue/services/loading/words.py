"""Terms and organisations: finding those that sheets name, creating missing ones, writing vocabularies."""

from collections.abc import Callable, Iterator
from functools import partial

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils.text import slugify

from catalogue.foundation.digests import digest
from catalogue.services.loading.file_format import OrganisationEntry, TermEntry, Vocabulary
from catalogue.services.loading.gathering import Origin
from catalogue.services.loading.memory import LoadOutcome, remember, row_state, verdict
from catalogue.services.loading.refusals import FileProblem, LoadRefused, said_of_database
from catalogue.services.models import Audience, Connection, FormerSlug, LegalVehicle, Theme
from catalogue.services.models.vocabulary import Term
from catalogue.territories.folding import fold
from catalogue.territories.models import Kind, Organisation, OrganisationKind, Territory
from catalogue.territories.models.territory import KEY

# Columns that files can set, in which editors' changes are detected.
TERM_COLUMNS: dict[type[Term], tuple[str, ...]] = {
    Theme: ("name", "order", "description"),
    Audience: ("name", "order", "group"),
    LegalVehicle: ("name", "order", "description"),
    Connection: ("name", "order", "url"),
}
ORGANISATION_COLUMNS = ("name", "kind", "acronym", "siren", "url", "territory_id")

_OTHERS = [kind for kind in OrganisationKind if kind != OrganisationKind.COLLECTIVITE]
_KIND_OF_NAME = (
    (("association", "fédération"), OrganisationKind.ASSOCIATION),
    (("gip", "groupement d'intérêt public"), OrganisationKind.GIP),
    (("scic",), OrganisationKind.SCIC),
    (("syndicat",), OrganisationKind.GROUPEMENT),
    (("ministère", "direction", "délégation", "secrétariat", "préfecture", "service"), OrganisationKind.ETAT),
)


def term_key(model: type[Term], slug: str) -> str:
    return f"{model._meta.model_name}:{slug}"


def organisation_key(name: str) -> str:
    return f"organisation:{name}"


def term_named(model: type[Term], text: str) -> Term:
    """The term with this slug, former slug or name; created if there is none."""
    slug = slugify(text)[:60].strip("-")
    if not slug:
        raise LoadRefused(FileProblem(f"« {text} » ne donne pas d'identifiant"))
    current = FormerSlug.objects.current(model, slug) or slug
    known = model.objects.filter(slug=current).first() or _same_name(model, text)
    if known:
        return known
    name = text.replace("-", " ") if text == slug else text
    term = model(slug=slug, name=name[:1].upper() + name[1:])
    if isinstance(term, Audience) and slug in Kind.values:
        term.name, term.group = Kind(slug).label, Audience.Group.COLLECTIVITE
    term.save()
    remember(term_key(model, slug), "", row_state(term, TERM_COLUMNS[model]))
    return term


def is_known(model: type[Term], text: str) -> bool:
    """Whether `term_named` would find it, or it is a kind of collectivité."""
    slug = slugify(text)[:60].strip("-")
    if model is Audience and slug in Kind.values:
        return True
    current = FormerSlug.objects.current(model, slug) or slug
    return model.objects.filter(slug=current).exists() or _same_name(model, text) is not None


def _same_name(model: type[Term], text: str) -> Term | None:
    folded = fold(text)
    return next((term for term in model.objects.all() if fold(term.name) == folded), None)


def organisation_named(text: str) -> Organisation:
    """By name, acronym, or territory such as `departement-62`; created if unknown."""
    said = KEY.fullmatch(text)
    if said and said["kind"] in Kind.values:
        return collectivite_of(text)
    exact = Organisation.objects.filter(name=text)
    others = Organisation.objects.filter(kind__in=_OTHERS)
    # From the most to the least certain. The last one uses the index on kinds to skip collectivités.
    for found in (exact & others, exact, others.filter(Q(name__iexact=text) | Q(acronym__iexact=text))):
        candidates = list(found[:2])
        if candidates:
            break
    if len(candidates) > 1:
        raise LoadRefused(
            FileProblem(
                f"plusieurs organisations s'appellent « {text} » ; donnez leur territoire, par exemple departement-62"
            )
        )
    return candidates[0] if candidates else _new_organisation(text)


def _new_organisation(name: str) -> Organisation:
    start = name.lower()
    kinds = (kind for words, kind in _KIND_OF_NAME if start.startswith(words))
    organisation = Organisation.objects.create(name=name, kind=next(kinds, OrganisationKind.OPERATEUR))
    remember(organisation_key(name), "", row_state(organisation, ORGANISATION_COLUMNS))
    return organisation


def territory_named(key: str) -> Territory:
    territory = Territory.objects.by_key(key)
    if territory:
        return territory
    if not Territory.objects.exists():
        raise LoadRefused(
            FileProblem(
                f"« {key} » : les territoires ne sont pas chargés ; lancez d'abord « manage.py load_territories »"
            )
        )
    raise LoadRefused(FileProblem(f"le territoire « {key} » n'existe pas"))


def collectivite_of(key: str) -> Organisation:
    """The collectivité that governs the territory."""
    territory = territory_named(key)
    organisation = territory.organisations.filter(kind=OrganisationKind.COLLECTIVITE).first()
    if organisation is None:
        raise LoadRefused(FileProblem(f"le territoire « {key} » n'a pas de collectivité enregistrée"))
    return organisation


_MODELS: dict[str, type[Term]] = {
    "themes": Theme,
    "audiences": Audience,
    "vehicles": LegalVehicle,
    "connections": Connection,
}


def write_vocabulary(
    origin: Origin, vocabulary: Vocabulary, force: bool, draft: bool = False
) -> Iterator[tuple[str, LoadOutcome | LoadRefused]]:
    """Yields the outcome of each term and organisation, with its name.

    `draft`: does not change existing ones, which pages show at once.
    """
    for section, model in _MODELS.items():
        for position, entry in enumerate(getattr(vocabulary, section), start=1):
            yield (
                entry.name,
                _guarded(partial(_write_term, model, entry, force, draft), origin, f"{section}.{position}"),
            )
    for position, entry in enumerate(vocabulary.organisations, start=1):
        yield (
            entry.name,
            _guarded(partial(_write_organisation, entry, force, draft), origin, f"organisations.{position}"),
        )


def _guarded(write: Callable[[], LoadOutcome], origin: Origin, key: str) -> LoadOutcome | LoadRefused:
    try:
        with transaction.atomic():
            return write()
    except LoadRefused as refused:
        return LoadRefused(*(origin.problem(problem.message, key) for problem in refused.problems))
    except ValidationError as error:
        return LoadRefused(*(origin.problem(message, key) for message in error.messages))
    except DatabaseError as error:
        return LoadRefused(origin.problem(said_of_database(error), key))


def _write_term(model: type[Term], entry: TermEntry, force: bool, draft: bool) -> LoadOutcome:
    row = model.objects.filter(slug=entry.slug).first()
    values = {"slug": entry.slug, **{name: getattr(entry, name) or "" for name in TERM_COLUMNS[model]}}
    return _write_row(term_key(model, entry.slug), row or model(), values, force, draft)


def _write_organisation(entry: OrganisationEntry, force: bool, draft: bool) -> LoadOutcome:
    row = Organisation.objects.filter(name=entry.name).exclude(kind=OrganisationKind.COLLECTIVITE).first()
    values = entry.model_dump(exclude={"territory"}) | {"url": entry.url or ""}
    values["territory_id"] = territory_named(entry.territory).pk if entry.territory else None
    return _write_row(organisation_key(entry.name), row or Organisation(), values, force, draft)


def _write_row(key: str, row: Term | Organisation, values: dict, force: bool, draft: bool) -> LoadOutcome:
    source, columns = digest(values), [name for name in values if name != "slug"]
    outcome = verdict(key, source, row_state(row if row.pk else None, columns), force)
    if draft and outcome is LoadOutcome.UPDATED:
        return LoadOutcome.KEPT_BY_DRAFT
    if outcome in (LoadOutcome.CREATED, LoadOutcome.UPDATED):
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        remember(key, source, row_state(row, columns))
    return outcome
