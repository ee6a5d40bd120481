"""« Contact du Store » becomes part of « Réglages du site »; the menu and the footer are those of before."""

from django.db import migrations, models

import store.content.models.site_links


def rename_permissions(apps, schema_editor):
    """A right granted for one site by hand stays granted."""
    named = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="content")
    for permission in named.filter(codename__endswith="_storecontact"):
        permission.codename = permission.codename.replace("storecontact", "sitesettings")
        permission.name = permission.name.replace("contact du Store", "réglages du site")
        permission.save()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("content", "0006_sections_of_the_home_page"),
    ]

    operations = [
        migrations.RenameModel("StoreContact", "SiteSettings"),
        migrations.AlterModelOptions("sitesettings", {"verbose_name": "réglages du site"}),
        migrations.AddField(
            model_name='sitesettings',
            name='banner_from',
            field=models.DateTimeField(blank=True, help_text='Heure de Paris. Vide : dès maintenant.', null=True, verbose_name='affichée à partir du'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='banner_kind',
            field=models.CharField(choices=[('fr-notice--info', 'Information'), ('fr-notice--warning', 'Attention'), ('fr-notice--alert', 'Incident')], default='fr-notice--info', max_length=20, verbose_name='nature'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='banner_link',
            field=store.content.models.site_links.SiteLinksField(blank=True, verbose_name="lien de l'annonce"),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='banner_text',
            field=models.CharField(blank=True, max_length=300, verbose_name='précision'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='banner_title',
            field=models.CharField(blank=True, help_text='En une phrase. Vide : pas de bandeau.', max_length=120, verbose_name='annonce'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='banner_until',
            field=models.DateTimeField(blank=True, help_text='Heure de Paris.', null=True, verbose_name="jusqu'au"),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='footer_columns',
            field=store.content.models.site_links.FooterColumnsField(blank=True, verbose_name='colonnes du pied de page'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='footer_links',
            field=store.content.models.site_links.SiteLinksField(blank=True, default=store.content.models.site_links.default_footer_links, help_text='Suivent toujours : plan du site, accessibilité, mentions légales, données personnelles.', verbose_name='dernière ligne du pied de page'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='header_link',
            field=store.content.models.site_links.SiteLinksField(blank=True, help_text='Un seul, en haut à droite, à côté de la recherche.', verbose_name="lien d'en-tête"),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='menu',
            field=store.content.models.site_links.SiteLinksField(blank=True, default=store.content.models.site_links.default_menu, help_text='En haut de chaque page, dans cet ordre. Cinq ou six entrées tiennent sur une ligne.', verbose_name='menu principal'),
        ),
        migrations.AddConstraint(
            model_name='sitesettings',
            constraint=models.CheckConstraint(condition=models.Q(('banner_from', None), ('banner_until', None), ('banner_until__gt', models.F('banner_from')), _connector='OR'), name='banner_ends_after_it_begins', violation_error_message='La fin du bandeau doit venir après son début.'),
        ),
    
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
