"""The door for web servers; the command line has started the database before this is imported."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serai.project.settings")
application = get_wsgi_application()
