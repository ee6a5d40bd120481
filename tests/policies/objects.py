"""One object of each kind that an address may name, of somebody's service and collectivité."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page, Task, Workflow

from catalogue.deployments.models import AdoptionRequest, Batch, Deployment, Function, Party, RequestedService
from catalogue.funding import awarding, drafting
from catalogue.funding.models import (
    Application,
    Axis,
    CallKind,
    Envelope,
    FundDesk,
    FundingCall,
    FundOfficer,
    Grant,
    Part,
    Wave,
)
from catalogue.needs import piloting
from catalogue.needs.grouping import group, object_to
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import (
    AlreadyThere,
    Candidacy,
    Consultation,
    Contribution,
    Investigation,
    InvestigationRequest,
    Need,
    Objection,
    PilotCall,
    Project,
    Proposition,
    Stage,
    Support,
)
from catalogue.needs.supporting import set_aside, support
from catalogue.review.models import Committee, CriteriaGrid, ReviewFile, SeatRole, Session
from catalogue.review.reviewing import open_session
from catalogue.services.models import ServicePage, StoreImage
from catalogue.services.models.announcement import Announcement, AnnouncementKind
from catalogue.territories.models import Organisation, Territory
from store.accounts.models import AttachmentRequest, Maintenance, User
from store.api.models import Token
from store.content.models import Proposal, StoreEvent
from store.content.models.trash import ThrownPage
from store.spaces.models import FeedbackQuestion
from tests import factories, fund_factories
from tests.catalogue.needs.piloted import make_call, make_project, voice_of
from tests.catalogue.review.sitting import make_grid, make_seat, make_session
from tests.catalogue.services.complete_sheet import make_image

ModelClass = type[Model]


# What the number of an address counts, where the view does not say it itself.
class FiledApplication:
    """Where an address is about a file that is at the préfecture, and not about a draft."""


MODELS: dict[str, Any] = {
    "bring-back": ThrownPage,
    "envelope-desk": Envelope,
    **{f"envelope-{act}": Envelope for act in ("abonder", "deleguer", "ouvrir", "reprendre")},
    "event-file": StoreEvent,
    **dict.fromkeys(("fund-file", "fund-file-conflict", "fund-file-notes", "fund-file-piece"), FiledApplication),
    **dict.fromkeys(("fund-decisions", "fund-programme", "fund-programme-drop"), Envelope),
    **dict.fromkeys(("grant", "grant-desk-act", "grant-desk-grant", "grant-report"), Grant),
    **dict.fromkeys(("funding-partners", "funding-partners-stop", "funding-start"), Wave),
    **{f"funding-{view}": Application for view in ("agree", "application", "ask-certification", "complement", "file")},
    **{f"funding-{view}": Application for view in ("grouping", "leave", "piece", "pieces", "receipt", "refile")},
    **{f"funding-{view}": Application for view in ("withdraw", "write")},
    "committee-close": Session,
    "committee-decide": ReviewFile,
    "committee-declare": ReviewFile,
    "committee-diary": Session,
    "committee-figures-csv": Session,
    "committee-figures-xlsx": Session,
    "committee-file": ReviewFile,
    "committee-open": Session,
    "committee-presidency": Session,
    "committee-publish": Session,
    "committee-score": ReviewFile,
    "committee-session": Session,
    "committee-withdraw": ReviewFile,
    "confirm-declaration": Deployment,
    "contribution-answered": AlreadyThere,
    "contribution-check": Contribution,
    "contribution-draft": Contribution,
    "contribution-file": Contribution,
    "contribution-moderation": Contribution,
    "jury-piece": ReviewFile,
    "jury-ranking": Session,
    "need": Need,
    "need-follow": Need,
    **{f"need-{part}": Proposition for part in ("grouped", "grouping-log", "supports", "support", "support-withdraw")},
    **{f"need-{part}-page": Proposition for part in ("grouped", "grouping-log", "supports")},
    "need-object": Need,
    "space-need": Contribution,
    "session-results-csv": Session,
    "session-results-xlsx": Session,
    "space-need-rewrite": Contribution,
    "space-need-withdraw": Contribution,
    **{f"services-proposes:{view}": Proposal for view in ("delete", "edit", "history", "history_results", "usage")},
    "needs-agenda": Consultation,
    "page-destination": ServicePage,
    "pilot": Candidacy,
    "pilot-apply": PilotCall,
    "pilot-call": PilotCall,
    "pilot-candidacies": PilotCall,
    "maintainer-announcement": Announcement,
    "maintainer-apply-batch": Batch,
    "maintainer-batch": Batch,
    "maintainer-cancel-announcement": Announcement,
    "maintainer-confirm": Deployment,
    "maintainer-contest": Deployment,
    "maintainer-declare": Organisation,
    "maintainer-deployment": Deployment,
    "maintainer-end-announcement": Announcement,
    "maintainer-request": RequestedService,
    "maintainer-revoke-token": Token,
    "maintainer-undo-batch": Batch,
    "maintainer-withdraw": Deployment,
    "request": AdoptionRequest,
    "request-withdraw": AdoptionRequest,
    "short-address": ServicePage,
    "space-feedback-end": FeedbackQuestion,
    "space-feedback-question": FeedbackQuestion,
    **dict.fromkeys(("space-pilot", *(f"space-pilot-{act}" for act in ("entry", "sites", "verdict"))), Candidacy),
    "space-pilot-withdraw": Candidacy,
    "space-use": Deployment,
    "space-use-change": Deployment,
    "space-use-withdraw": Deployment,
    "verify-sheet": ServicePage,
    "wagtailadmin_api:documents:detail": Document,
    "wagtailadmin_api:images:detail": StoreImage,
    "wagtailadmin_workflows:disable_task": Task,
    "wagtailadmin_workflows:edit_task": Task,
    "wagtailadmin_workflows:enable": Workflow,
    "wagtailadmin_workflows:enable_task": Task,
    "wagtailadmin_workflows:task_usage": Task,
    "wagtailadmin_workflows:usage": Workflow,
}


def make_places(name: str) -> dict[ModelClass, Model]:
    """A service, and a collectivité that uses it."""
    sheet = factories.make_service(name, contact_email="equipe@exemple.fr")
    town = factories.make_organisation(territory=factories.make_territory(f"Ville de {name}"))
    deployment = factories.make_deployment(sheet, town)
    return {ServicePage: sheet, Page: sheet, Deployment: deployment, Organisation: town, Territory: town.territory}


def make_review(name: str, chair: User) -> dict[ModelClass, Model]:
    """A committee that this person chairs, in session on one file."""
    committee = Committee.objects.create(name=f"Comité de {name}")
    seat = make_seat(committee, "ANCT", SeatRole.CHAIR, user=chair)
    session = open_session(make_session(factories.make_organisation(f"Mairie de {name}"), committee=committee), seat)
    file = ReviewFile.objects.get(session=session)
    return {Committee: committee, Session: session, ReviewFile: file, CriteriaGrid: make_grid()}


def make_proposal() -> Proposal:
    """Of a service that somebody without an account would like to see."""
    return Proposal.objects.create(form=uuid4(), name="Un agenda", need="Partager un agenda", email="a@exemple.fr")


def make_grouping(consultation: Consultation, town: Organisation, agent: User) -> dict[ModelClass, Model]:
    """A proposition that groups a contribution, whose author objects; the collectivité supports it, then does not."""
    by = Voice(agent, town.name, town, mandate="elu")
    grouped = factories.make_contribution(consultation=consultation, organisation=town, user=agent)
    proposition = factories.make_proposition(consultation=consultation)
    group(proposition, [grouped], "Même sujet.", anct())
    return {
        Need: grouped.need_ptr,
        Proposition: proposition,
        Objection: object_to(grouped, "Ce n'est pas notre besoin.", by),
        Support: set_aside(support(proposition, by), "Donné par erreur."),
    }


def make_needs(places: dict[ModelClass, Model], agent: User) -> dict[ModelClass, Model]:
    """What an agent submitted for the collectivité, and asked."""
    sheet, town = places[ServicePage], places[Organisation]
    consultation = Consultation.objects.first() or factories.make_consultation("Besoins", phases=("recueil", "soutien"))
    found, _ = Investigation.objects.get_or_create(slug="papier", title="Moins de papier")
    asked = {"policy": factories.make_policy(), "problem": "Du papier.", "submitted": timezone.now()}
    return {
        **make_grouping(consultation, town, agent),
        Consultation: consultation,
        Contribution: factories.make_contribution(
            consultation=consultation, organisation=town, user=agent, stage=Stage.SUBMITTED
        ),
        AlreadyThere: AlreadyThere.objects.create(
            consultation=consultation, service=sheet, organisation=town, at=timezone.now()
        ),
        Investigation: found,
        InvestigationRequest: InvestigationRequest.objects.create(organisation=town, author=agent, **asked),
    }


def make_pilots(name: str, places: dict[ModelClass, Model], agent: User) -> dict[ModelClass, Model]:
    """A project of the collectivité, and its own candidacy as a pilot: a public one, since the call is open to all."""
    town = places[Organisation]
    consultation = factories.make_consultation(f"Consultation de {name}", phases=("recueil", "soutien"))
    call = make_call(make_project(f"Projet de {name}", organisation=town, consultation=consultation))
    pilot = piloting.apply(call, Candidacy.Wish.TEST, "Nous le voulons.", voice_of(town, agent))
    return {PilotCall: call, Project: call.project, Candidacy: pilot}


def make_funding(places: dict[ModelClass, Model], agent: User) -> dict[ModelClass, Model]:
    """A demand for money that the collectivité is writing, in a call that is open."""
    wave = Wave.objects.first() or fund_factories.make_wave(fund_factories.make_call(fund_factories.make_fund().fund))
    by = fund_factories.voice_of(places[Organisation], user=agent)
    return {Wave: wave, Application: drafting.start(wave, "Inscrire en ligne", by)}


def make_local_fund(places: dict[Any, Any]) -> dict[Any, Any]:
    """The envelope of a préfecture, its officer, a file that it instructs and a grant that it follows."""
    root = Envelope.objects.filter(parent=None).first() or fund_factories.make_fund()
    place = places[Organisation].territory
    said = {"axis": Axis.THREE, "part": Part.LOCALE}
    envelope = fund_factories.make_envelope(root, territory=place, **said)
    call = FundingCall.objects.filter(kind=CallKind.LOCAL).first()
    call = call or fund_factories.make_call(root.fund, "Appel local", kind=CallKind.LOCAL, **said)
    wave = call.waves.first() or fund_factories.make_wave(call, rate=80)
    filed = fund_factories.make_filed(wave, places[Organisation])
    grant = Grant(fund=root.fund, envelope=envelope, beneficiary=places[Organisation], purpose="Inscrire", amount=1_000)
    grant.reference = f"S3-{place.pk}"
    awarding.write_grant(grant, [], anct())
    officer = fund_factories.make_officer(factories.make_person(), FundDesk.PREFECTURE, place)
    return {Envelope: envelope, FiledApplication: filed, Grant: grant, FundOfficer: officer}


def make_writings(
    places: dict[ModelClass, Model], agent: User, maintainer: User, stranger: User
) -> dict[ModelClass, Model]:
    """What an agent of the collectivité and a maintainer of the service wrote, or were asked by a stranger."""
    sheet, town = places[ServicePage], places[Organisation]
    asked = AdoptionRequest.objects.create(organisation=town, author=agent, function=Function.AGENT, need="Un agenda")
    question = FeedbackQuestion(service=sheet, author=stranger, asking=factories.make_organisation(), text="Et alors ?")
    question.contact, question.asked, question.month, question.rank = agent, town, date(2026, 11, 1), 1
    question.save()
    return {
        AdoptionRequest: asked,
        RequestedService: RequestedService.objects.create(
            request=asked, service=sheet, organisation=town, title=sheet.title
        ),
        FeedbackQuestion: question,
        Batch: Batch.objects.create(service=sheet, author=maintainer, party=Party.SERVICE, rows=[]),
        Announcement: Announcement.objects.create(
            service=sheet, kind=AnnouncementKind.INCIDENT, title="Panne", author=maintainer, starts=timezone.now()
        ),
        Token: Token.issue(sheet, maintainer, "Outil")[0],
        Maintenance: Maintenance.objects.get(user=maintainer, service=sheet),
        AttachmentRequest: AttachmentRequest.objects.create(user=agent, named="Feurs"),
        StoreImage: make_image(f"Écran de {sheet.title}", uploaded_by_user=maintainer),
        Document: Document.objects.create(
            title="Guide", file=ContentFile(b"%PDF-1.7", name="guide.pdf"), uploaded_by_user=maintainer
        ),
    }
