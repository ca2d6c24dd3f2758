"""Tests; a package because a library installs one of the same name."""
