"""What Rasa 3.6, pykwalify and pytest ask of pkg_resources, which setuptools 82 dropped."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError as DistributionNotFound
from importlib.metadata import distribution as get_distribution
from pathlib import Path

__all__ = ["DistributionNotFound", "fixup_namespace_packages", "get_distribution", "resource_filename"]


def resource_filename(package: str, path: str) -> str:
    """Return where a file lies that was installed with a package."""
    return str(Path(str(import_module(package).__file__)).parent / path)


def fixup_namespace_packages(*_: object, **__: object) -> None:
    """Do nothing: pytest asks for it wherever pkg_resources is loaded."""
