"""Chosen pilots on the sheet of the service: members of its consortium, and users of it.

A sheet has drafts, and its consortium is part of them: what is only written in the table is lost when a draft is
published, and is missing from the form that an editor opens. A member is therefore written in three places, and in one
transaction: the row; the live version and every later one (drafts, versions in review or scheduled), in place, with the
number of the row, so that no version is added and nobody's review starts again; and, should a load or an older version
leave it out, once more when the sheet is published (`projects.sheet_published`). A row of the consortium that an editor
wrote is never changed.
"""

from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision

from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Deployment, Standing, Status
from catalogue.needs.models import Candidacy, Project
from catalogue.services.models import ConsortiumMember, ServicePage
from catalogue.territories.models import Organisation

SOURCE = "Appel à territoires pilotes du Territoires Store"
_LISTS = "consortium"


@transaction.atomic
def bring(project: Project, by: Author, candidacies: Iterable[Candidacy] | None = None) -> None:
    """Those chosen for this project, or these of them, onto its sheet. Again, it changes nothing."""
    service = project.service
    if service is None or not service.is_public:
        return
    chosen = Candidacy.objects.filter(call__project=project, state=Candidacy.State.CHOSEN)
    if candidacies is not None:
        chosen = chosen.filter(pk__in=[one.pk for one in candidacies])
    rows = list(chosen.select_related("organisation__territory").prefetch_related("sites"))
    members = [member for row in rows if (member := _member(service, row))]
    _write_in_versions(service, members)
    for row in rows:
        _declare_use(service, row, by)


def take_off(project: Project, organisation: Organisation) -> None:
    """They pilot no more: the line that we wrote goes. Their use of the service is theirs to end, with its reason."""
    still = Candidacy.objects.filter(call__project=project, organisation=organisation, state=Candidacy.State.CHOSEN)
    if project.service_id is None or still.exists():
        return
    ours = ConsortiumMember.objects.filter(page=project.service_id, organisation=organisation, source=SOURCE)
    numbers = set(ours.values_list("pk", flat=True))
    ours.delete()
    for revision in _versions(project.service_id):
        rows = revision.content.get(_LISTS) or []
        kept = [row for row in rows if row.get("pk") not in numbers]
        if len(kept) < len(rows):
            _write_content(revision, kept)


def role_of(candidacy: Candidacy) -> ConsortiumMember.Role | None:
    """None for who is only served first: it does not steer."""
    if candidacy.wish == Candidacy.Wish.STEER:
        return ConsortiumMember.Role.PILOTE
    if candidacy.is_referent or candidacy.wish == Candidacy.Wish.TEST:
        return ConsortiumMember.Role.REFERENT
    return None


def _member(service: ServicePage, candidacy: Candidacy) -> ConsortiumMember | None:
    """The row as it now is; None if there is nothing of ours to write."""
    role = role_of(candidacy)
    known = ConsortiumMember.objects.filter(page=service, organisation=candidacy.organisation).first()
    if role is None or (known and known.source != SOURCE):
        return None
    row = known or ConsortiumMember(page=service, organisation=candidacy.organisation, source=SOURCE)
    if known is None:
        row.sort_order = (
            ConsortiumMember.objects.filter(page=service).aggregate(last=Max("sort_order"))["last"] or 0
        ) + 1
    row.role, row.pilot_sites = role, sites_of(candidacy)
    row.since = timezone.localdate(candidacy.decided) if candidacy.decided else None
    row.save()
    return row


def sites_of(candidacy: Candidacy) -> str:
    """One a line, as sheets and deployments keep them."""
    return "\n".join(site.name for site in candidacy.sites.all())


def _write_in_versions(service: ServicePage, members: Sequence[ConsortiumMember]) -> None:
    if not members:
        return
    said = {member.organisation_id: get_serializable_data_for_fields(member) for member in members}
    for revision in _versions(service.pk):
        rows = revision.content.get(_LISTS) or []
        there = {row["organisation"] for row in rows}
        now = [_row(row, said) for row in rows]
        now += [data for organisation, data in said.items() if organisation not in there]
        if now != rows:
            _write_content(revision, now)


def _row(row: dict, said: dict[int, dict]) -> dict:
    """The new version of a line that is ours, else the line as it is."""
    return said[row["organisation"]] if row.get("source") == SOURCE and row["organisation"] in said else row


def _versions(service: int) -> Iterable[Revision]:
    """The live version of a sheet and those after it."""
    page = ServicePage.objects.only("live_revision", "latest_revision").get(pk=service)
    first = page.live_revision_id or page.latest_revision_id
    if first is None:
        return []
    kind = ContentType.objects.get_for_model(ServicePage)
    return Revision.objects.filter(content_type=kind, object_id=str(service), pk__gte=first).select_for_update()


def _write_content(revision: Revision, rows: list[dict]) -> None:
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, _LISTS: rows})


def _declare_use(service: ServicePage, candidacy: Candidacy, by: Author) -> None:
    """A use that somebody declared before stays as it is, unless it was only an interest."""
    pilots = role_of(candidacy) is not None
    status = Status.PILOTE if pilots else Status.INTERET
    known = Deployment.objects.filter(service=service, organisation=candidacy.organisation).first()
    if known is None:
        since = timezone.localdate(candidacy.decided) if candidacy.decided else None
        values = {"status": status, "since": since if pilots else None, "pilot_sites": sites_of(candidacy)}
        declare(service, candidacy.organisation, {**values, "source": SOURCE, "is_demo": candidacy.is_demo}, by)
    elif pilots and known.status == Status.INTERET and known.standing != Standing.CONTESTEE:
        change(known, {"status": status, "pilot_sites": sites_of(candidacy)}, by, SOURCE)
    elif known.source == SOURCE and known.pilot_sites != sites_of(candidacy) and known.standing != Standing.CONTESTEE:
        change(known, {"pilot_sites": sites_of(candidacy)}, by)
