"""News for programs, below ``/api/v1/newsroom/``."""

from __future__ import annotations
