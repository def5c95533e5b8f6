"""The tables each store should have, gathered from every feature's models."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from sqlalchemy import MetaData

from app.database import CaseBase, GatewayBase, VaultBase
from app.migrations import HERE
from audit.store.tables import metadata as audit_metadata


@cache
def metadata_by_store() -> dict[str, MetaData]:
    """Return the metadata of each store, with every model imported."""
    for module in walk_packages([str(HERE.parent)], "app."):
        if module.name.endswith((".models", ".gateway_models")):
            import_module(module.name)
    return {
        "gateway": GatewayBase.metadata,
        "case": CaseBase.metadata,
        "vault": VaultBase.metadata,
        "audit": audit_metadata,
    }
