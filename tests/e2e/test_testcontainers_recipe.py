# SPDX-License-Identifier: Apache-2.0
"""Compiles the Testcontainers recipe of one language (go, node, java) against the real library; starts no container."""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from markdown import files  # noqa: E402
from toolbox import Toolbox, Unavailable  # noqa: E402

PAGE = "docs/recipes/testcontainers.md"
SKIPPED = 4
GO_USE = """package shop

import "testing"

func TestUse(t *testing.T) {
	var http, daemon string = startXRay(t)
	t.Log(http, daemon)
}
"""


def check_go(clients):
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder) / "recipe-testcontainers"
        module.mkdir()
        for name in ("go.mod", "go.sum"):
            (module / name).write_bytes((HERE / "recipes" / "go" / name).read_bytes())
        (module / "xray_test.go").write_text(files(PAGE)["xray_test.go"])
        (module / "use_test.go").write_text(GO_USE)
        Toolbox(clients).go_tests(module, ["."])


def check_node(node, modules):
    """TypeScript's compiler checks the JavaScript against the types that the library declares."""
    compiler = Path(modules) / "node_modules" / "typescript" / "bin" / "tsc"
    options = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--target", "es2022", "--types", "node"]
    recipe = files(PAGE)["xray.js"]
    with tempfile.TemporaryDirectory(dir=modules, prefix="recipe-") as folder:
        source = Path(folder) / "xray.js"
        command = [node, compiler, *options, "--module", "nodenext", source]
        source.write_text(recipe)
        subprocess.run(command, cwd=modules, check=True)
        source.write_text(recipe.replace("getMappedPort", "getMappedDoor"))
        wrong = subprocess.run(command, cwd=modules, stdout=subprocess.PIPE, text=True)
        assert "getMappedDoor" in wrong.stdout, "this check finds no mistakes"


def check_java(java, class_path):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "XRayContainer.java"
        source.write_text(files(PAGE)["XRayContainer.java"])
        compiler = Path(java).with_name("javac")
        subprocess.run([compiler, "-cp", class_path, source], check=True)


CHECKS = {"go": check_go, "node": check_node, "java": check_java}

if __name__ == "__main__":
    try:
        CHECKS[sys.argv[1]](*sys.argv[2:])
    except Unavailable as reason:
        print(f"SKIPPED: {reason}")
        sys.exit(SKIPPED)
