"""A Store that lives: people edit, restrict, rename, delete, regret, at random but the same for the same seed."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from catalogue.deployments.models import Deployment, Status
from catalogue.services.models import CataloguePage, RequiredService, ServicePage
from search.indexing import locks, outbox, syncing
from tests import factories

WORDS = ("cantine", "piscine", "école", "budget", "courrier", "agenda", "théâtre", "voirie", "climat", "emploi")


class LivingStore:
    """`told` is what happened, in order: what to read when a seed fails."""

    def __init__(self, seed: int) -> None:
        self.random, self.told = Random(seed), []
        home = factories.make_site().root_page
        self.parents = [CataloguePage.objects.get()]
        self.parents += [home.add_child(instance=CataloguePage(title=f"Rayon {n}", slug=f"rayon-{n}")) for n in (1, 2)]
        region = factories.make_territory("Bretagne", kind="region")
        place = factories.make_territory("Morlaix", inside=(region,))
        self.bodies = [factories.make_organisation(territory=place), factories.make_organisation()]
        self.themes = [factories.make_theme(name) for name in ("Culture", "Social", "Sport")]
        self.vehicle = factories.make_vehicle()
        for _ in range(6):
            self.open_service()

    def live(self, turns: int) -> None:
        for _ in range(turns):
            how = self.random.choices((self.act, self.act_and_regret, self.act_while_busy), (8, 1, 1))[0]
            how()

    def act(self) -> None:
        action = self.random.choice(ACTIONS)
        self.told.append(action.__name__)
        action(self)

    def act_and_regret(self) -> None:
        self.told.append("regret:")
        with transaction.atomic():
            self.act()
            transaction.set_rollback(True)

    def act_while_busy(self) -> None:
        """The index is held by another: what changes waits."""
        self.told.append("busy:")
        with locks.writing():
            self.act()

    def text(self) -> str:
        return " ".join(self.random.sample(WORDS, 2))

    def sheet(self) -> ServicePage:
        return self.random.choice(list(ServicePage.objects.order_by("pk")) or [self.open_service()])

    def open_service(self) -> ServicePage:
        chosen = {"themes": self.random.sample(self.themes, 1) if self.themes else [], "vehicle": self.vehicle}
        number, parent = self.random.getrandbits(40), Page.objects.get(pk=self.random.choice(self.parents).pk).specific
        published = self.random.random() < 0.8
        return factories.make_service(f"{self.text()} {number}", parent=parent, published=published, **chosen)


Action = Callable[[LivingStore], object]


def publish(store: LivingStore) -> None:
    sheet = store.sheet()
    sheet.action, sheet.operator = store.text(), store.random.choice(store.bodies)
    factories.publish(sheet)


def draft(store: LivingStore) -> None:
    sheet = store.sheet()
    sheet.action = store.text()
    sheet.save_revision()


def unpublish(store: LivingStore) -> None:
    store.sheet().unpublish()


def move(store: LivingStore) -> None:
    store.sheet().move(Page.objects.get(pk=store.random.choice(store.parents).pk), pos="last-child")


def change_slug(store: LivingStore) -> None:
    sheet = store.sheet()
    sheet.slug = f"nouvelle-{store.random.getrandbits(40)}"
    factories.publish(sheet)


def restrict_ancestor(store: LivingStore) -> None:
    factories.restrict(Page.objects.get(pk=store.random.choice(store.parents).pk))


def lift_restriction(store: LivingStore) -> None:
    restriction = PageViewRestriction.objects.order_by("pk").first()
    if restriction:
        restriction.delete()


def expire_soon(store: LivingStore) -> None:
    sheet = store.sheet()
    sheet.expire_at = timezone.now() + timedelta(minutes=store.random.choice((10, 600_000)))
    factories.publish(sheet)


def deploy(store: LivingStore) -> None:
    sheet, body = store.sheet(), store.random.choice(store.bodies)
    if not Deployment.objects.filter(service=sheet, organisation=body).exists():
        factories.make_deployment(sheet, body, status=store.random.choice((Status.PILOTE, Status.EN_PRODUCTION)))


def undeploy(store: LivingStore) -> None:
    deployment = Deployment.objects.order_by("pk").first()
    if deployment:
        deployment.delete()


def rename_theme(store: LivingStore) -> None:
    theme = store.random.choice(store.themes)
    theme.name = store.text()
    theme.save()


def rename_body(store: LivingStore) -> None:
    body = store.random.choice(store.bodies)
    body.name = store.text()
    body.save()


def rename_vehicle(store: LivingStore) -> None:
    store.vehicle.name = store.text()
    store.vehicle.save()


def require_another(store: LivingStore) -> None:
    sheet, other = store.sheet(), store.sheet()
    if sheet.pk != other.pk and not RequiredService.objects.filter(page=sheet, service=other).exists():
        sheet.required_services.add(RequiredService(service=other))
        factories.publish(sheet)


def import_in_bulk(store: LivingStore) -> None:
    """A script writes past signals, and says so."""
    with transaction.atomic():
        ServicePage.objects.update(summary=store.text())
        outbox.mark_dirty(ServicePage.objects.values_list("pk", flat=True))


def delete(store: LivingStore) -> None:
    store.sheet().delete()


def look_for_something(store: LivingStore) -> None:
    """What a search does before it asks; nothing inside of a transaction."""
    syncing.sync_quietly(patience=0.1)


ACTIONS: tuple[Action, ...] = (
    *(LivingStore.open_service, publish, draft, unpublish, move, change_slug, delete),
    *(restrict_ancestor, lift_restriction, expire_soon, deploy, undeploy, require_another),
    *(rename_theme, rename_body, rename_vehicle, import_in_bulk, look_for_something),
)
