import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import pghistory.utils
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('partnership', '0003_links_history'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='LanguageRoot',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndex',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContactRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='key')),
                ('order', models.PositiveIntegerField(default=0, verbose_name='place in the list')),
                ('mailbox', models.EmailField(max_length=254, verbose_name='mailbox')),
                ('titles', models.JSONField(default=dict, verbose_name='title by language')),
                ('answers', models.JSONField(default=dict, verbose_name='what it answers, by language')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.organisation')),
            ],
            options={
                'verbose_name': 'contact role',
                'ordering': ['order', 'key'],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('opening', models.TextField(blank=True, default='', verbose_name='opening words')),
                ('status', models.CharField(choices=[('draft', 'being put together'), ('submitted', 'waiting for approval'), ('sending', 'being sent'), ('sent', 'sent')], default='draft', max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('job', models.CharField(blank=True, default='', max_length=40)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put together by')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body')], default='public', max_length=16, verbose_name='audience')),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('figure', 8), ('picture', 11), ('file', 14), ('activities', 20), ('release', 24)], blank=True, block_lookup={0: ('serai.components.newsroom.blocks.TextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link']}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'words'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'who says it (an office, not a person)', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('by', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example DF_REPORTED_FIGURES', 'label': 'table'}), 5: ('wagtail.blocks.IntegerBlock', (), {'label': 'revision', 'min_value': 1}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': "At the foot of the figure's passport.", 'label': 'code of the figure'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'what the number says', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('dataflow', 4), ('revision', 5), ('cell', 6), ('words', 7)]], {}), 9: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture'}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'line below', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('picture', 9), ('caption', 10)]], {}), 12: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'file'}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'required': False}), 14: ('wagtail.blocks.StructBlock', [[('document', 12), ('title', 13)]], {}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'required': False}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'key of a project', 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'key of a component', 'required': False}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'key of a state', 'required': False}), 19: ('wagtail.blocks.IntegerBlock', (), {'default': 5, 'label': 'how many', 'max_value': 20, 'min_value': 1}), 20: ('wagtail.blocks.StructBlock', [[('title', 15), ('project', 16), ('component', 17), ('state', 18), ('number', 19)]], {}), 21: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example DF_MIGRATION_FLOWS', 'label': 'table'}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('chart', 'chart'), ('map', 'map')], 'label': 'picture'}), 23: ('wagtail.blocks.CharBlock', (), {'label': 'what it shows'}), 24: ('wagtail.blocks.StructBlock', [[('dataflow', 21), ('kind', 22), ('caption', 23)]], {})}, verbose_name='text')),
                ('translation_reviewed', models.BooleanField(default=False, verbose_name='a speaker of the language has read this translation')),
                ('day', models.DateField(help_text='Lists are sorted by it.', verbose_name='day of the news')),
                ('day_words', models.CharField(blank=True, default='', help_text='When no source gives a day: say so here. The day above then only sorts.', max_length=200, verbose_name='words in place of the day')),
                ('lead', models.CharField(max_length=400, verbose_name='what happened, in one or two sentences')),
                ('origin', models.CharField(blank=True, default='', max_length=250, verbose_name='where it is told from')),
                ('audience_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body', verbose_name='members of')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'news item',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='IssueItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='newsroom.issue')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='in_issues', to='newsroom.newspage')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(max_length=200, verbose_name='credit')),
                ('consent', models.CharField(choices=[('agreed', 'the people shown agreed'), ('nobody', 'nobody can be recognised'), ('public_event', 'taken at a public event, people were told')], max_length=16, verbose_name='people in the picture')),
                ('consent_note', models.CharField(blank=True, default='', max_length=250, verbose_name='how they agreed')),
                ('alt', models.JSONField(default=dict, verbose_name='alternative texts')),
                ('place', models.CharField(blank=True, default='', max_length=120, verbose_name='place')),
                ('taken_on', models.DateField(blank=True, null=True, verbose_name='taken on')),
                ('licence', models.CharField(blank=True, default='', max_length=120, verbose_name='licence')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='shown until')),
                ('warned_on', models.DateField(blank=True, editable=False, null=True)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PictureRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='newsroom.picture')),
            ],
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name='StoryActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.activity', verbose_name='activity')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='told_activities', to='newsroom.newspage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='mail address')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='subscriber_once_in_any_case')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsroom.issue')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsroom.subscriber')),
            ],
        ),
        migrations.CreateModel(
            name='TextPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('audience', models.CharField(choices=[('public', 'everybody'), ('partnership', 'the partnership'), ('body', 'members of a body')], default='public', max_length=16, verbose_name='audience')),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('figure', 8), ('picture', 11), ('file', 14), ('activities', 20), ('release', 24)], blank=True, block_lookup={0: ('serai.components.newsroom.blocks.TextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link']}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'words'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'who says it (an office, not a person)', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('by', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example DF_REPORTED_FIGURES', 'label': 'table'}), 5: ('wagtail.blocks.IntegerBlock', (), {'label': 'revision', 'min_value': 1}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': "At the foot of the figure's passport.", 'label': 'code of the figure'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'what the number says', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('dataflow', 4), ('revision', 5), ('cell', 6), ('words', 7)]], {}), 9: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture'}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'line below', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('picture', 9), ('caption', 10)]], {}), 12: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'file'}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'required': False}), 14: ('wagtail.blocks.StructBlock', [[('document', 12), ('title', 13)]], {}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'required': False}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'key of a project', 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'key of a component', 'required': False}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'key of a state', 'required': False}), 19: ('wagtail.blocks.IntegerBlock', (), {'default': 5, 'label': 'how many', 'max_value': 20, 'min_value': 1}), 20: ('wagtail.blocks.StructBlock', [[('title', 15), ('project', 16), ('component', 17), ('state', 18), ('number', 19)]], {}), 21: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example DF_MIGRATION_FLOWS', 'label': 'table'}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('chart', 'chart'), ('map', 'map')], 'label': 'picture'}), 23: ('wagtail.blocks.CharBlock', (), {'label': 'what it shows'}), 24: ('wagtail.blocks.StructBlock', [[('dataflow', 21), ('kind', 22), ('caption', 23)]], {})}, verbose_name='text')),
                ('translation_reviewed', models.BooleanField(default=False, verbose_name='a speaker of the language has read this translation')),
                ('lead', models.CharField(blank=True, default='', max_length=400, verbose_name='opening sentence')),
                ('audience_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.body', verbose_name='members of')),
            ],
            options={
                'verbose_name': 'text page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='VisibilityLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('funded', 'Funded by'), ('co_funded', 'Co-funded by'), ('implemented', 'Implemented by')], max_length=12, verbose_name='line')),
                ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                ('wording', models.CharField(blank=True, default='', max_length=200, verbose_name='wording')),
                ('disclaimer', models.TextField(blank=True, default='', verbose_name='disclaimer')),
                ('emblem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.picture', verbose_name='emblem')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.project')),
            ],
            options={
                'verbose_name': 'visibility line',
                'ordering': ['project_id', 'kind', 'language'],
            },
        ),
        migrations.CreateModel(
            name='IssueApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='newsroom.issue')),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(fields=('issue', 'owner'), name='issue_approved_once_by_owner'), models.UniqueConstraint(fields=('issue', 'account'), name='issue_approved_once_by_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='newspage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'body'), ('audience_body__isnull', False)), models.Q(models.Q(('audience', 'body'), _negated=True), ('audience_body__isnull', True)), _connector='OR'), name='newspage_audience_body'),
        ),
        migrations.AddConstraint(
            model_name='issueitem',
            constraint=models.UniqueConstraint(fields=('issue', 'page'), name='issue_item_once'),
        ),
        migrations.AlterUniqueTogether(
            name='picturerendition',
            unique_together={('image', 'filter_spec', 'focal_point_key')},
        ),
        migrations.AddConstraint(
            model_name='storyactivity',
            constraint=models.UniqueConstraint(fields=('page', 'activity'), name='story_activity_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('issue', 'subscriber'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='textpage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'body'), ('audience_body__isnull', False)), models.Q(models.Q(('audience', 'body'), _negated=True), ('audience_body__isnull', True)), _connector='OR'), name='textpage_audience_body'),
        ),
        migrations.AddConstraint(
            model_name='visibilityline',
            constraint=models.UniqueConstraint(fields=('project', 'kind', 'language'), name='visibility_line_once'),
        ),
        migrations.CreateModel(
            name='SubscriberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContactRoleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('key', models.SlugField(db_index=False, max_length=40, verbose_name='key')),
                ('order', models.PositiveIntegerField(default=0, verbose_name='place in the list')),
                ('mailbox', models.EmailField(max_length=254, verbose_name='mailbox')),
                ('titles', models.JSONField(default=dict, verbose_name='title by language')),
                ('answers', models.JSONField(default=dict, verbose_name='what it answers, by language')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueApprovalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('owner', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('issue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='newsroom.issue')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('opening', models.TextField(blank=True, default='', verbose_name='opening words')),
                ('status', models.CharField(choices=[('draft', 'being put together'), ('submitted', 'waiting for approval'), ('sending', 'being sent'), ('sent', 'sent')], default='draft', max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('job', models.CharField(blank=True, default='', max_length=40)),
                ('made_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put together by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('place', models.PositiveIntegerField()),
                ('issue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='newsroom.issue')),
                ('page', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='newsroom.newspage')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PictureEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('credit', models.CharField(max_length=200, verbose_name='credit')),
                ('consent', models.CharField(choices=[('agreed', 'the people shown agreed'), ('nobody', 'nobody can be recognised'), ('public_event', 'taken at a public event, people were told')], max_length=16, verbose_name='people in the picture')),
                ('consent_note', models.CharField(blank=True, default='', max_length=250, verbose_name='how they agreed')),
                ('alt', models.JSONField(default=dict, verbose_name='alternative texts')),
                ('place', models.CharField(blank=True, default='', max_length=120, verbose_name='place')),
                ('taken_on', models.DateField(blank=True, null=True, verbose_name='taken on')),
                ('licence', models.CharField(blank=True, default='', max_length=120, verbose_name='licence')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='shown until')),
                ('warned_on', models.DateField(blank=True, editable=False, null=True)),
                ('collection', models.ForeignKey(db_constraint=False, default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('uploaded_by_user', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisibilityLineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('funded', 'Funded by'), ('co_funded', 'Co-funded by'), ('implemented', 'Implemented by')], max_length=12, verbose_name='line')),
                ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                ('wording', models.CharField(blank=True, default='', max_length=200, verbose_name='wording')),
                ('disclaimer', models.TextField(blank=True, default='', verbose_name='disclaimer')),
                ('emblem', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='newsroom.picture', verbose_name='emblem')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnership.project')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
