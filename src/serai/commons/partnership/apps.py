"""The Django application of the partnership."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipConfig(AppConfig):
    """Label ``partnership``; the nouns that every room hangs on."""

    name = "serai.commons.partnership"
    label = "partnership"
    verbose_name = _("Partnership")
    default_auto_field = "django.db.models.BigAutoField"
