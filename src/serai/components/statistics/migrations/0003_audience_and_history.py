import django.db.models.deletion
import pghistory.utils
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnership', '0002_audience_and_history'),
        ('statistics', '0002_release_reason'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='audience',
            field=models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body'), ('organisations', 'named organisations'), ('owner', 'the owner organisation only')], default='public', max_length=16, verbose_name='audience'),
        ),
        migrations.AddField(
            model_name='import',
            name='audience_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body'),
        ),
        migrations.AddField(
            model_name='import',
            name='audience_organisations',
            field=models.ManyToManyField(blank=True, related_name='+', to='partnership.organisation'),
        ),
        migrations.AddField(
            model_name='import',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_%(class)s_set', to='partnership.organisation'),
        ),
        migrations.AddField(
            model_name='release',
            name='audience_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body'),
        ),
        migrations.AddField(
            model_name='release',
            name='audience_organisations',
            field=models.ManyToManyField(blank=True, related_name='+', to='partnership.organisation'),
        ),
        migrations.AddField(
            model_name='release',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_%(class)s_set', to='partnership.organisation'),
        ),
        migrations.AlterField(
            model_name='release',
            name='audience',
            field=models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body'), ('organisations', 'named organisations'), ('owner', 'the owner organisation only')], default='public', max_length=16, verbose_name='audience'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'body'), ('audience_body__isnull', False)), models.Q(models.Q(('audience', 'body'), _negated=True), ('audience_body__isnull', True)), _connector='OR'), name='import_audience_body'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'owner'), _negated=True), ('owner__isnull', False), _connector='OR'), name='import_audience_owner'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'body'), ('audience_body__isnull', False)), models.Q(models.Q(('audience', 'body'), _negated=True), ('audience_body__isnull', True)), _connector='OR'), name='release_audience_body'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'owner'), _negated=True), ('owner__isnull', False), _connector='OR'), name='release_audience_owner'),
        ),
        migrations.CreateModel(
            name='ImportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body'), ('organisations', 'named organisations'), ('owner', 'the owner organisation only')], default='public', max_length=16, verbose_name='audience')),
                ('import_id', models.CharField(max_length=64)),
                ('dataset', models.CharField(max_length=63)),
                ('mapping', models.CharField(max_length=200)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('rows_in', models.PositiveBigIntegerField()),
                ('accepted', models.PositiveBigIntegerField()),
                ('duplicates', models.PositiveBigIntegerField()),
                ('refused', models.PositiveBigIntegerField()),
                ('rejected', models.JSONField(default=dict)),
                ('sums', models.JSONField(default=dict)),
                ('missing', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list)),
                ('synthetic', models.BooleanField()),
                ('loaded_at', models.DateTimeField()),
                ('audience_body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.body')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReleaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body'), ('organisations', 'named organisations'), ('owner', 'the owner organisation only')], default='public', max_length=16, verbose_name='audience')),
                ('dataflow', models.CharField(max_length=63)),
                ('revision', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=200)),
                ('folder', models.CharField(max_length=500)),
                ('passport_json', models.TextField()),
                ('files', models.JSONField()),
                ('reason', models.TextField(default='')),
                ('snapshot_id', models.BigIntegerField()),
                ('published_at', models.DateTimeField()),
                ('synthetic', models.BooleanField()),
                ('audience_body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.body')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
