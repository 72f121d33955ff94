"""Names of people in the scripts of the region, made comparable: letters, words kept apart, skeletons."""

from serai.engine.compute.names.people import NAME_COLUMNS, prepare_names, skeleton

__all__ = ["NAME_COLUMNS", "prepare_names", "skeleton"]
