"""What each role may do in Wagtail's admin: groups and permissions, rewritten from this table after each `migrate`.

Permissions ticked by hand in the admin do not last. A new model is a row here. Who may enter, and what views check
about one object (whose service, whose request), is in `store.accounts.policies`.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from catalogue.funding.models import FundOfficer
from catalogue.review.models import Seat
from store.accounts.models import Maintenance, User
from store.accounts.policies import Action, Person, Role, may

EDITORS, COMMITTEE, FUND, ADMINISTRATORS = "Éditeurs", "Comité", "Fonds", "Administrateurs"
# Filled from the rows of Maintenance, never by hand; see `store.admin.maintainer_access`. So are that of the committee,
# from its seats, and that of the fund, from its officers; on which days they act, `store.accounts.people` says.
MAINTAINERS = "Mainteneurs"
GROUP_ROLES = {
    EDITORS: Role.EDITOR,
    COMMITTEE: Role.COMMITTEE,
    FUND: Role.FUND,
    ADMINISTRATORS: Role.ADMINISTRATOR,
}

EVERYTHING = ("add", "change", "delete", "view")
EDITORIAL: dict[str, tuple[str, ...]] = {
    "accounts.attachmentrequest": ("change", "view"),
    "content.proposal": ("change", "view"),
    "deployments.deployment": EVERYTHING,
    "deployments.nameinopenfile": ("change", "view"),
    "deployments.usageimport": ("view",),
    "funding.announcedfigure": EVERYTHING,
    # Dates of a phase change for a reason, a destination is retired: neither is deleted. Contributions and requests are
    # answered through their desks.
    "needs.consultationphase": ("add", "change", "view"),
    "needs.consultationstep": EVERYTHING,
    "needs.contribution": ("change", "view"),
    "needs.destination": ("add", "change", "view"),
    "needs.investigation": EVERYTHING,
    "needs.investigationrequest": ("change", "view"),
    # Committees make projects, collectivités apply: neither is added or deleted by hand. A call is closed, not deleted.
    "needs.candidacy": ("change", "view"),
    "needs.pilotcall": ("add", "change", "view"),
    "needs.project": ("change", "view"),
    # Rules freeze when a wave opens, and files keep them: it is never deleted.
    "funding.wave": ("add", "change", "view"),
    "needs.proposition": ("change", "view"),
    "review.committee": ("view",),
    "review.criteriagrid": ("add", "change", "view"),
    "review.reviewfile": ("change", "delete", "view"),
    "review.session": ("add", "change", "view"),
    "search.dirtydocument": ("change", "view"),
    "search.pinnedresults": EVERYTHING,
    "search.acronym": EVERYTHING,
    "search.synonymset": EVERYTHING,
    "services.announcement": EVERYTHING,
    # `catalogue.territories.forms` protects the identity of those that are shown.
    "territories.organisation": ("add", "change", "view"),
}
# A change shows on every page at once, without a review: for people who may publish alone.
SHOWN_AT_ONCE = (
    "services.audience",
    "services.connection",
    "services.legalvehicle",
    "services.theme",
    "territories.prioritypolicy",
    "territories.territory",
)
EDITORIAL |= dict.fromkeys(SHOWN_AT_ONCE, ("view",))
MODELS: dict[str, dict[str, tuple[str, ...]]] = {
    EDITORS: EDITORIAL,
    COMMITTEE: {},
    FUND: {},
    MAINTAINERS: {},
    ADMINISTRATORS: {
        **EDITORIAL,
        **dict.fromkeys(SHOWN_AT_ONCE, EVERYTHING),
        "territories.organisation": EVERYTHING,
        "wagtailredirects.redirect": EVERYTHING,
        "accounts.maintenance": EVERYTHING,
        "accounts.user": EVERYTHING,
        "content.sitesettings": ("change",),
        "mail.message": ("change", "view"),
        # A seat gives a role to a person; so does a desk of the fund.
        "review.committee": ("add", "change", "view"),
        "funding.fundofficer": EVERYTHING,
        "work.job": ("change", "view"),
        "wagtailcore.collection": EVERYTHING,
        "wagtailcore.site": EVERYTHING,
        "wagtailcore.task": EVERYTHING,
        "wagtailcore.workflow": EVERYTHING,
    },
}
# Editors cannot publish alone: they go through the review (`store.admin.review`).
PAGES: dict[str, tuple[str, ...]] = {EDITORS: ("add", "change", "lock", "unlock")}
PAGES[ADMINISTRATORS] = (*PAGES[EDITORS], "publish", "bulk_delete")
FILES: dict[str, tuple[str, ...]] = dict.fromkeys((EDITORS, ADMINISTRATORS), ("add", "change", "choose", "delete"))
FILES[MAINTAINERS] = ("add",)  # `store.admin.file_permissions` also lets them choose their own
FILE_MODELS = ("services.storeimage", "wagtailimages.image", "wagtaildocs.document")


def entry(group: str) -> dict[str, tuple[str, ...]]:
    """The right to enter the admin, as the policies give it to the role of the group."""
    role = {**GROUP_ROLES, MAINTAINERS: Role.MAINTAINER}[group]
    enters = may(Person(id=0, roles=frozenset({role})), Action.ENTER_ADMIN)
    return {"wagtailadmin.admin": ("access",)} if enters else {}


def grant_rights() -> None:
    """Make the groups, with exactly the permissions of the tables above. Idempotent."""
    for name, models in MODELS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions({**models, **entry(name)}))
        _grant_on_root(
            GroupPagePermission, group, "page", Page, _permissions({"wagtailcore.page": PAGES.get(name, ())})
        )
        files = dict.fromkeys(FILE_MODELS, FILES.get(name, ()))
        _grant_on_root(GroupCollectionPermission, group, "collection", Collection, _permissions(files))
    Group.objects.get(name=MAINTAINERS).user_set.set(User.objects.filter(maintenances__isnull=False).distinct())


def follow_maintenance(user: User) -> None:
    """Add the person to the group of maintainers or remove them, according to the rows."""
    group = Group.objects.get_or_create(name=MAINTAINERS)[0]
    if user.maintenances.exists():
        user.groups.add(group)
    else:
        user.groups.remove(group)


def _permissions(models: dict[str, tuple[str, ...]]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for label, verbs in models.items():
        app_label, model = label.split(".")
        content_type = ContentType.objects.filter(app_label=app_label, model=model).first()
        codenames = [f"{verb}_{model}" for verb in verbs]
        wanted |= Q(content_type=content_type, codename__in=codenames)
    return list(Permission.objects.filter(wanted))


def _grant_on_root(grant_model, group: Group, field: str, tree_model, permissions: list[Permission]) -> None:
    """Grants on the root of the tree apply to all of it. Skipped if there is no root (between two tests)."""
    root = tree_model.get_first_root_node()
    if root is None:
        return
    granted = grant_model.objects.filter(group=group, **{field: root})
    granted.exclude(permission__in=permissions).delete()
    for permission in permissions:
        grant_model.objects.get_or_create(group=group, permission=permission, **{field: root})


@receiver([post_save, post_delete], sender=Maintenance)
def maintenance_changed(sender, instance: Maintenance, **kwargs) -> None:
    """Keep the group of maintainers in step with the rows that name them."""
    follow_maintenance(instance.user)


def follow_seats() -> None:
    """The group of the committee holds those who have a seat that is not over, and nobody else."""
    _fill(COMMITTEE, "committee_seats")


def follow_officers() -> None:
    """The group of the fund holds those who have a desk that is not over, and nobody else."""
    _fill(FUND, "fund_desks")


def _fill(group: str, rows: str) -> None:
    today = timezone.localdate()
    lasting = User.objects.filter(Q(**{f"{rows}__until": None}) | Q(**{f"{rows}__until__gte": today}))
    there = lasting.filter(**{f"{rows}__isnull": False}).distinct()
    Group.objects.get_or_create(name=group)[0].user_set.set(there)


@receiver([post_save, post_delete], sender=Seat)
def seat_changed(sender, **kwargs) -> None:
    """Keep the group of the committee in step with the seats."""
    follow_seats()


@receiver([post_save, post_delete], sender=FundOfficer)
def officer_changed(sender, **kwargs) -> None:
    """Keep the group of the fund in step with its officers."""
    follow_officers()
