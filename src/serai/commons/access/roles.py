"""The roles a person can hold. A role is data about a person; what it may do stands beside each noun."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One word per kind of work; a person may hold several."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARIAT = "secretariat", _("Secretariat")
    STATISTICIAN = "statistician", _("Statistician")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    EDITOR = "editor", _("Editor")
    PROTECTION_OFFICER = "protection_officer", _("Data protection officer")
    FOCAL_POINT = "focal_point", _("Focal point")
    READER = "reader", _("Reader")


# these roles change what others see, or see personal data: a password alone does not put them in force
NEED_SECOND_FACTOR = frozenset(role.value for role in Role if role is not Role.READER)
