from django.db import migrations, models

# Derived from competitions, and made anew as soon as these are judged, which they are where nothing says that they were.
FORGET = "DELETE FROM competitions_judged; DELETE FROM competitions_ground"


class Migration(migrations.Migration):

    dependencies = [
        ('competitions', '0005_verdicts'),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='ground',
            name='perhaps',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='ground',
            name='surely',
            field=models.BinaryField(null=True),
        ),
    ]
