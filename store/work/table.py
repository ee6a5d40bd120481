"""What the worker does (`manage.py work`): one row per routine and per errand."""

from collections.abc import Callable
from datetime import time, timedelta
from functools import cache
from io import StringIO

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command

from catalogue.foundation.progress import SILENT_FOR, measured
from search.engines import all_engines
from search.indexing.syncing import is_behind
from search.indexing.worker import Worker
from store.mail.models import Message
from store.work.duties import Duties, Errand, Routine
from store.work.models import Job, JobOutcome


def _command(*arguments: str) -> Callable[[], str]:
    """A job that runs a command and returns its output."""

    def work() -> str:
        said = StringIO()
        call_command(*arguments, stdout=said, no_color=True)
        return said.getvalue().strip()

    return work


@cache
def _keeper() -> Worker:
    """One per process: it remembers which engines to leave alone after failures."""
    return Worker(all_engines())


def _keep_indexes() -> str:
    _keeper().look()
    return "La recherche est à jour."


def _is_an_index_behind() -> bool:
    return any(is_behind(engine) for engine in all_engines())


def rebuild_indexes() -> str:
    """Beside those in use, and says how far it is."""
    told = caches["progress"]
    try:
        with measured(lambda percent: told.set(REBUILDING, percent, SILENT_FOR), len(all_engines())):
            return _command("rebuild_index", "--verbosity=0")()
    finally:
        told.delete(REBUILDING)


def state_of(job: Job) -> str:
    """What came of it last; whether an errand that was asked for is waiting or begun."""
    if not job.due or job.outcome == JobOutcome.FAILED or not isinstance(DUTIES[job.name], Errand):
        return job.get_outcome_display()
    percent = caches["progress"].get(REBUILDING) if job.name == REBUILDING else None
    if percent is not None:
        return f"en cours : {percent}\N{NO-BREAK SPACE}%"
    return "en cours" if job.holder else "en attente"


REBUILDING = "rebuild-index"
_BATCHES = "store.spaces.maintainer.batch_errands"
DUTIES = Duties(
    Routine("index", "Tenir la recherche à jour", timedelta(seconds=1), _keep_indexes, _is_an_index_behind),
    Routine(
        "courriels",
        "Envoyer les courriels",
        timedelta(seconds=5),
        _command("send_mail"),
        lambda: Message.objects.due().exists(),
    ),
    Routine(
        "publications", "Publier et retirer à l'heure prévue", timedelta(seconds=20), _command("publish_scheduled")
    ),
    Routine("brouillons", "Rappeler les contributions non déposées", timedelta(minutes=30), _command("follow_drafts")),
    Routine(
        "demandes", "Rappeler les demandes de financement non déposées", timedelta(minutes=15), _command("follow_fund")
    ),
    Routine("alarme-courriels", "Veiller au départ des courriels", timedelta(minutes=5), _command("check_mail")),
    Routine("confirmations", "Expirer les confirmations", time(1, 0), _command("expire_confirmations")),
    Routine("index-compare", "Comparer les index et la base", time(1, 30), _command("check_index", "--repair")),
    Routine("chiffres", "Calculer les statistiques publiques", time(1, 50), _command("compute_public_figures")),
    Routine("questions", "Oublier les questions anciennes", time(2, 0), _command("forget_questions")),
    Routine("purge-courriels", "Effacer les courriels anciens", time(2, 10), _command("purge_mail")),
    Routine("purge-espaces", "Effacer ce qui n'a plus à être gardé", time(2, 20), _command("purge_spaces")),
    Routine("corbeille", "Vider la corbeille", time(2, 30), _command("purge_trash")),
    Routine(
        "usages-anct",
        "Lire le fichier des usages de l'ANCT",
        time(2, 40),
        _command("import_usages"),
        lambda: bool(settings.OPEN_USAGES_URL),
    ),
    Routine("liens", "Vérifier les liens des fiches", time(3, 0), _command("check_links")),
    Routine(
        "adresses", "Vérifier les adresses du Store tapées à la main", time(3, 20), _command("check_typed_addresses")
    ),
    Routine("verifications", "Rappeler les fiches à vérifier", time(7, 0), _command("remind_verifications")),
    Routine("besoins-suivis", "Écrire à ceux qui suivent des besoins", time(7, 15), _command("write_need_letters")),
    Errand(REBUILDING, "Refaire l'index", "store.work.table.rebuild_indexes", standing=True),
    Errand("apply-batch", "Appliquer un import de déploiements", f"{_BATCHES}.apply_batch"),
    Errand(
        "announcement-letters",
        "Écrire les courriels d'une annonce",
        "store.notifications.announcement_letters.write_letters",
    ),
    Errand(
        "need-letters",
        "Écrire à ceux qui suivent un besoin",
        "store.notifications.need_letters.write_step_letters",
    ),
    Errand("undo-batch", "Annuler un import de déploiements", f"{_BATCHES}.undo_batch"),
)


def label_of(job: Job) -> str:
    return DUTIES[job.name].label if job.name in DUTIES else job.name
