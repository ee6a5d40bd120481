"""Who signed for a deployment, and why it stopped; what had stopped already did so for a reason that nobody gave."""

from django.db import migrations, models


def say_that_no_reason_was_given(apps, schema_editor):
    stopped = apps.get_model("deployments", "Deployment").objects.filter(status="arrete")
    stopped.update(stop_reason="autre", stop_note="Motif non renseigné à l'époque.")


class Migration(migrations.Migration):

    dependencies = [
        ('deployments', '0001_deployments'),
    ]

    operations = [
        migrations.AddField(
            model_name='deployment',
            name='confirmed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='confirmée le'),
        ),
        migrations.AddField(
            model_name='deployment',
            name='contest_reason',
            field=models.TextField(blank=True, editable=False, max_length=1000, verbose_name='motif de la contestation'),
        ),
        migrations.AddField(
            model_name='deployment',
            name='declared_by',
            field=models.CharField(choices=[('service', "L'équipe du service"), ('organisation', 'La collectivité'), ('anct', "L'ANCT")], default='anct', editable=False, max_length=16, verbose_name='déclarée par'),
        ),
        migrations.AddField(
            model_name='deployment',
            name='standing',
            field=models.CharField(choices=[('declaree', 'Déclarée'), ('confirmee', 'Confirmée'), ('contestee', 'Contestée'), ('a-reconfirmer', 'À reconfirmer')], default='declaree', editable=False, max_length=16, verbose_name='signature'),
        ),
        migrations.AddField(
            model_name='deployment',
            name='stop_note',
            field=models.TextField(blank=True, help_text="N'est pas publiée.", max_length=1000, verbose_name="précision sur l'arrêt"),
        ),
        migrations.AddField(
            model_name='deployment',
            name='stop_reason',
            field=models.CharField(blank=True, choices=[('arbitrage', 'Arbitrage de la direction'), ('ressources', 'Manque de ressources'), ('technique', 'Difficulté technique'), ('besoin-disparu', 'Besoin disparu'), ('autre', 'Autre')], help_text='Obligatoire quand le statut est « Arrêté ». Publié en nombre, jamais avec un nom.', max_length=16, verbose_name="motif de l'arrêt"),
        ),
        migrations.RunPython(say_that_no_reason_was_given, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'arrete'), models.Q(('stop_reason', ''), _negated=True)), models.Q(models.Q(('status', 'arrete'), _negated=True), ('stop_note', ''), ('stop_reason', '')), _connector='OR'), name='deployment_stops_for_a_reason', violation_error_message="Dites pourquoi l'utilisation s'est arrêtée."),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_on__isnull', True), ('standing', 'declaree')), ('standing', 'contestee'), models.Q(('confirmed_on__isnull', False), ('standing__in', ('confirmee', 'a-reconfirmer'))), _connector='OR'), name='deployment_confirmed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('standing', 'contestee'), models.Q(('contest_reason', ''), _negated=True)), models.Q(models.Q(('standing', 'contestee'), _negated=True), ('contest_reason', '')), _connector='OR'), name='deployment_contested_for_a_reason'),
        ),
    ]
