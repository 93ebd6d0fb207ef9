"""What the tests of pages share: the rules of accessibility."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def axe():
    """The accessibility rules of axe-core, from npm."""
    folder = Path(tempfile.gettempdir()) / "suitor-axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("the accessibility rules need npm to fetch axe-core")
        folder.mkdir(exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "axe-core@4"]
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode or not script.exists():
            pytest.skip("npm could not fetch axe-core")
    return script.read_text("utf-8")
