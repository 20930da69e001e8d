from django.db import migrations, models

# Where no person ever gave coordinates, by form, API or import, only Piclo can have.
WHOSE = """
UPDATE assets_asset a SET coordinates_from = CASE WHEN a.piclo_id = '' OR EXISTS (
    SELECT 1 FROM audit_event e
    WHERE e.subject_type = 'assets.asset' AND e.subject_id = a.id::text AND e.actor_id IS NOT NULL
    AND e.kind IN ('asset.created', 'asset.changed') AND e.after->>'latitude' IS NOT NULL
) THEN 'person' ELSE 'piclo' END
WHERE a.latitude IS NOT NULL AND a.longitude IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0011_what_piclo_holds'),
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='coordinates_from',
            field=models.CharField(blank=True, choices=[('', 'Nobody'), ('person', 'A person'), ('piclo', 'Piclo')], db_default='', default='', max_length=6),
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
    ]
