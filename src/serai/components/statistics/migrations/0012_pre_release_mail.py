import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill_in(apps, schema_editor):
    """The address of each account that was named. The triggers of the history are still those of before."""
    for row in apps.get_model("statistics", "PreRelease").objects.select_related("account"):
        row.mail = row.account.email.lower()
        row.save(update_fields=["mail"])
    schema_editor.execute("set constraints all immediate")


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0011_submission_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="prerelease", name="pre_release_once"),
        migrations.AddField(
            model_name="prerelease",
            name="mail",
            field=models.EmailField(default="", max_length=254),
            preserve_default=False,
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RemoveField(model_name="prereleaseevent", name="account"),
        migrations.AddField(
            model_name="prereleaseevent",
            name="mail",
            field=models.EmailField(default="", max_length=254),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="prerelease",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="prerelease",
            constraint=models.UniqueConstraint(fields=("submission", "mail"), name="pre_release_mail_once"),
        ),
    ]
