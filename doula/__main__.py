"""Run `python -m doula`."""

from doula.cli import main

if __name__ == "__main__":
    main()
