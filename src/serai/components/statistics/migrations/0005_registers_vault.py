"""The vault of registers begins here.

It has no tables: its registers lie in encrypted folders. But schema, role and gate are made around every
migration, so one migration makes an installation that is brought up to this version have them.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("statistics", "0004_links_history")]

    operations = []
