"""The models of a vault, found by its declaration."""

from __future__ import annotations

from django.apps import apps

from serai.commons.vaults.declarations import Vault
from serai.commons.vaults.models import VaultRow


def models_of(vault: Vault) -> dict[str, type[VaultRow]]:
    """Table name to model, in the order of the declaration."""
    by_table = {
        model._meta.db_table: model
        for model in apps.get_models()
        if issubclass(model, VaultRow) and not model._meta.abstract
    }
    return {name: by_table[vault.table(name)] for name in vault.tables if vault.table(name) in by_table}
