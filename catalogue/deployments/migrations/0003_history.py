"""The history of deployments begins: those that exist are told once, as they are."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

_COLUMNS = ("status", "since", "until", "stop_reason", "stop_note", "pilot_sites", "source", "standing", "declared_by",
            "is_demo")


def tell_what_exists(apps, schema_editor):
    event = apps.get_model("deployments", "DeploymentEvent")
    rows = apps.get_model("deployments", "Deployment").objects.select_related("territory")
    event.objects.bulk_create((_first_event(event, row) for row in rows.iterator()), batch_size=500)


def _first_event(event, row):
    state = {name: getattr(row, name) for name in _COLUMNS}
    state["territory"] = f"{row.territory.kind}-{row.territory.code}" if row.territory else ""
    known = {name: day.isoformat() if hasattr(day, "isoformat") else day for name, day in state.items() if day}
    return event(
        service_id=row.service_id,
        organisation_id=row.organisation_id,
        deployment=row,
        at=row.updated,
        act="declaration",
        channel="chargement",
        author_label="ANCT",
        changes={name: [None, value] for name, value in known.items()},
    )


class Migration(migrations.Migration):

    dependencies = [
        ('deployments', '0002_standings_and_stop_reasons'),
        ('services', '0005_partners_of_a_service'),
        ('territories', '0002_priority_policies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeploymentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='quand')),
                ('act', models.CharField(choices=[('declaration', 'Déclaration'), ('modification', 'Modification'), ('confirmation', 'Confirmation'), ('contestation', 'Contestation'), ('arbitrage', "Arbitrage de l'ANCT"), ('expiration', 'Confirmation expirée'), ('retrait', 'Retrait'), ('annulation', "Annulation d'un import")], max_length=12, verbose_name='quoi')),
                ('channel', models.CharField(choices=[('espace', 'Espace du Store'), ('csv', 'Fichier CSV'), ('api', 'API'), ('lien', 'Lien reçu par courriel'), ('admin', 'Administration'), ('chargement', 'Chargement du catalogue'), ('quotidien', 'Tâche quotidienne')], max_length=10, verbose_name='par quel moyen')),
                ('author_label', models.CharField(max_length=200, verbose_name='qui')),
                ('changes', models.JSONField(default=dict, verbose_name='de quoi à quoi')),
                ('reason', models.TextField(blank=True, verbose_name='pourquoi')),
            ],
            options={
                'verbose_name': "événement d'un déploiement",
                'verbose_name_plural': 'événements des déploiements',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deployment_events', to=settings.AUTH_USER_MODEL, verbose_name='personne'),
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='deployment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='deployments.deployment', verbose_name='déploiement'),
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deployment_events', to='territories.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='service',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deployment_events', to='services.servicepage', verbose_name='service'),
        ),
        migrations.AddIndex(
            model_name='deploymentevent',
            index=models.Index(fields=['service', 'organisation', 'at'], name='deployment_event_history'),
        ),
        migrations.RunPython(tell_what_exists, migrations.RunPython.noop),
    ]
