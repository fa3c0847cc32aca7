"""Follows the guide in an empty folder: writes its files, runs its commands, and compares what they print."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
GUIDE = HERE / "../../docs/embedding.md"
SECTION = re.compile(r"^## Python\n.*?(?=^## |\Z)", re.M | re.S)
BLOCK = re.compile(r"(?:Write `(?P<file>\S+)`:\n\n)?^```(?P<kind>console|python)\n(?P<text>.*?)^```$", re.M | re.S)


def follow():
    environment = dict(os.environ)
    component = environment.pop("OKTA_WASM")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(component, f"{folder}/okta-actions.wasm")
        shutil.copy(HERE / "okta_actions.py", folder)
        commands = 0
        for block in BLOCK.finditer(SECTION.search(GUIDE.read_text())[0]):
            if block["kind"] == "python":
                Path(folder, block["file"]).write_text(block["text"])
                continue
            for command in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
                run(*command.split("\n", 1), folder, environment)
                commands += 1
        assert commands >= 5, f"the guide has only {commands} commands"


def run(command, expected, folder, environment):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    ended = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, **pipes)
    seen = f"$ {command}\n{ended.stdout}\nexit status {ended.returncode}; expected:\n{expected}"
    assert (ended.returncode, ended.stdout) == (0, expected), seen
