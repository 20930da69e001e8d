import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Derived rows: made anew by the next judging, so that none is carried over."""

    dependencies = [
        ('assets', '0005_listing_indexes'),
    ]

    operations = [
        migrations.DeleteModel(name='Eligibility'),
        migrations.CreateModel(
            name='Eligibility',
            fields=[
                ('asset', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='eligibility', serialize=False, to='assets.asset')),
                ('seen_modified_at', models.DateTimeField()),
                ('competitions', models.PositiveIntegerField(default=0)),
                ('open_until_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('competitions__gt', 0)), fields=['open_until_at'], name='eligible_until')],
            },
        ),
    ]
