"""Run `python -m doula`."""

from doula.cli import main

main()
