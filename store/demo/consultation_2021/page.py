"""The page of the consultation, its rules, its phases and the investigations that it is about."""

from typing import Any

from wagtail.models import Page
from wagtail.rich_text import RichText

from catalogue.needs.models import Consultation, ConsultationIndex, ConsultationPhase, Investigation
from catalogue.services.loading.markdown import page_rich_text
from catalogue.territories.models import Territory
from store.content.models import HomePage
from store.demo.consultation_2021.calendar import PHASES, moment, over
from store.demo.consultation_2021.told_subjects import HERE, investigations

SOURCE = "ANCT, site de l'Incubateur des territoires, 5 octobre 2021 (Licence Ouverte 2.0)"
_SUMMARY = "La première consultation du programme, rejouée : 476 contributions, 67 propositions, 44 projets."
_INDEX = "Dites vos besoins, soutenez ceux des autres, suivez ce qu'ils deviennent."


def index() -> ConsultationIndex:
    there = ConsultationIndex.objects.first()
    if there:
        return there
    page = ConsultationIndex(title="Consultations", slug="consultations", introduction=_INDEX, live=False)
    return publish(HomePage.objects.get(), page)


def publish(parent: Page, page: Any) -> Any:
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def make_page() -> Consultation:
    text = (HERE / "presentation.md").read_text(encoding="utf-8")
    page: Any = Consultation(title="Consultation 2021", slug="2021", summary=_SUMMARY, is_demo=True, live=False)
    page.body = [("text", RichText(page_rich_text(text)))]
    consultation: Consultation = publish(index(), page)
    for kind, (first, last, said) in PHASES.items():
        ConsultationPhase.objects.create(
            consultation=consultation, kind=kind, opens=moment(first), closes=over(last), text=said
        )
    return consultation


def load_investigations() -> dict[int, Investigation]:
    """By the number that the ANCT gave them."""
    found = {}
    for said in investigations():
        values = {name: said.get(name) for name in ("title", "problem", "state", "starts", "ends")}
        values |= {"cohort": said.get("cohort", ""), "source": SOURCE}
        row, _ = Investigation.objects.update_or_create(slug=f"anct-2021-{said['id']}", defaults=values)
        row.territories.set(filter(None, map(Territory.objects.by_key, said.get("territories", ()))))
        found[said["id"]] = row
    return found
