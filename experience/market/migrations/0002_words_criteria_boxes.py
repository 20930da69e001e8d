from django.db import migrations, models


def judge_again(apps, schema_editor):
    """Rows from before did not say why; competitions that still take assets are tested anew at the next tick."""
    kept_out = apps.get_model("market", "Qualification").objects.filter(eligible=False)
    kept_out.update(reasons=["It no longer passes the automatic test."])
    apps.get_model("market", "Competition").objects.update(judged_at=None)


class Migration(migrations.Migration):
    dependencies = [("market", "0001_initial")]

    operations = [
        migrations.RenameField("qualification", "judged_at", "modified"),
        migrations.AlterField(
            "qualification",
            "modified",
            models.DateTimeField(db_index=True, help_text="When any of this last changed."),
        ),
        migrations.AddField(
            "qualification",
            "reasons",
            models.JSONField(default=list, help_text="Why it did not pass, in words."),
        ),
        migrations.AddField(
            "competition",
            "bounding_boxes",
            models.JSONField(default=list, help_text="[west, south, east, north] in degrees, each."),
        ),
        migrations.RunPython(judge_again, migrations.RunPython.noop),
    ]
