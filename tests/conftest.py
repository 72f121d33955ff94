"""Fixtures that must win over those of installed plug-ins, which only a conftest can."""

from serai.testing.databases import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]
