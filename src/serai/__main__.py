"""``python -m serai``: the same commands as ``./serai``."""

from serai.project.cli import main

main()
