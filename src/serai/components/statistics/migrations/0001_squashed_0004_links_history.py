import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('statistics', '0001_initial'), ('statistics', '0002_release_reason'), ('statistics', '0003_audience_and_history'), ('statistics', '0004_links_history')]

    initial = True

    dependencies = [
        ('partnership', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body'), ('organisations', 'named organisations'), ('owner', 'the owner organisation only')], default='public', max_length=16, verbose_name='audience')),
                ('import_id', models.CharField(max_length=64, unique=True)),
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
                ('audience_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body')),
                ('audience_organisations', models.ManyToManyField(blank=True, related_name='+', to='partnership.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_%(class)s_set', to='partnership.organisation')),
            ],
            options={
                'ordering': ['-loaded_at', 'dataset'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('audience', 'body'), ('audience_body__isnull', False)), models.Q(models.Q(('audience', 'body'), _negated=True), ('audience_body__isnull', True)), _connector='OR'), name='import_audience_body'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'owner'), _negated=True), ('owner__isnull', False), _connector='OR'), name='import_audience_owner'), models.CheckConstraint(condition=models.Q(('rows_in', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('accepted'), '+', models.F('refused')), '+', models.F('duplicates')))), name='import_adds_up')],
            },
        ),
        migrations.CreateModel(
            name='ImportAudienceOrganisationsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('import', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='statistics.import')),
                ('organisation', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body'), ('organisations', 'named organisations'), ('owner', 'the owner organisation only')], default='public', max_length=16, verbose_name='audience')),
                ('dataflow', models.CharField(max_length=63)),
                ('revision', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=200, unique=True)),
                ('folder', models.CharField(max_length=500)),
                ('passport_json', models.TextField()),
                ('files', models.JSONField()),
                ('reason', models.TextField(default='')),
                ('snapshot_id', models.BigIntegerField()),
                ('published_at', models.DateTimeField()),
                ('synthetic', models.BooleanField()),
                ('audience_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body')),
                ('audience_organisations', models.ManyToManyField(blank=True, related_name='+', to='partnership.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_%(class)s_set', to='partnership.organisation')),
            ],
            options={
                'ordering': ['dataflow', '-revision'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('audience', 'body'), ('audience_body__isnull', False)), models.Q(models.Q(('audience', 'body'), _negated=True), ('audience_body__isnull', True)), _connector='OR'), name='release_audience_body'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'owner'), _negated=True), ('owner__isnull', False), _connector='OR'), name='release_audience_owner'), models.UniqueConstraint(fields=('dataflow', 'revision'), name='release_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseAudienceOrganisationsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('organisation', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.organisation')),
                ('release', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='statistics.release')),
            ],
            options={
                'abstract': False,
            },
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
