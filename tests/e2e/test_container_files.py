# SPDX-License-Identifier: Apache-2.0
"""The Dockerfiles and docker-compose.yml agree with the binary and the services they describe.

No image is built: what is checked is that names, ports, variables and commands written there really exist.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from emulator import get, wait_until  # noqa: E402

BINARY = os.environ["XRAY_EMULATOR"]
SERVICES = ROOT / "examples" / "eks-workshop"
PREFIX = "XRAY_EMULATOR_"


def instructions(path):
    """(word, rest) of every instruction of a Dockerfile, with continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", path.read_text())
    lines = (line.strip() for line in text.splitlines())
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def values(path, word):
    return [rest for found, rest in instructions(path) if found == word]


def health_command(path):
    (check,) = values(path, "HEALTHCHECK")
    return json.loads(check[check.index("[") :])


class EmulatorImage(unittest.TestCase):
    dockerfile = ROOT / "Dockerfile"

    @classmethod
    def setUpClass(cls):
        cls.help = subprocess.run([BINARY, "serve", "--help"], capture_output=True, text=True, check=True).stdout

    def environment(self):
        return dict(
            assignment.split("=", 1) for rest in values(self.dockerfile, "ENV") for assignment in shlex.split(rest)
        )

    def test_variables_are_options_of_serve(self):
        self.assertEqual(self.environment()[f"{PREFIX}BIND"], "0.0.0.0")
        for name in self.environment():
            if name == "PATH":
                continue
            option = "--" + name.removeprefix(PREFIX).lower().replace("_", "-")
            self.assertIn(option, self.help, name)

    def test_exposes_the_default_port_for_both_protocols(self):
        exposed = " ".join(values(self.dockerfile, "EXPOSE")).split()
        self.assertEqual(set(exposed), {"2000/tcp", "2000/udp", "4317/tcp"})
        self.assertRegex(self.help, r"--port\b[^\n]*(\n +[^-\n]*)*2000")

    def test_does_not_run_as_root(self):
        self.assertRegex(values(self.dockerfile, "USER")[-1], r"^[1-9]\d*(:[1-9]\d*)?$")

    def test_health_command_tells_a_running_emulator_from_none(self):
        _, *arguments = health_command(self.dockerfile)
        alive = subprocess.run([BINARY, *arguments], env=os.environ, capture_output=True, timeout=300)
        self.assertEqual(alive.returncode, 0, alive.stderr)
        nobody = {**os.environ, "AWS_ENDPOINT_URL_XRAY": "http://127.0.0.1:9"}
        dead = subprocess.run([BINARY, *arguments], env=nobody, capture_output=True, timeout=300)
        self.assertNotEqual(dead.returncode, 0)

    def test_entrypoint_serves_with_the_images_variables(self):
        (entrypoint,) = values(self.dockerfile, "ENTRYPOINT")
        program, *arguments = json.loads(entrypoint)
        self.assertEqual(program, Path(BINARY).name)
        with tempfile.TemporaryDirectory() as folder:
            ready = Path(folder) / "ready.json"
            variables = {**self.environment(), f"{PREFIX}PORT": "0", f"{PREFIX}READY_FILE": str(ready)}
            process = subprocess.Popen([BINARY, *arguments], env={**os.environ, **variables})
            try:
                wait_until(ready.exists, what="the emulator's ready file")
                port = json.loads(ready.read_text())["http"].rpartition(":")[2]
                status, health = get(f"http://127.0.0.1:{port}/_emulator/health")
                self.assertEqual((status, health["status"]), (200, "ok"))
            finally:
                process.terminate()
                self.assertEqual(process.wait(15), 0)

    def test_build_context_holds_every_folder_of_the_build(self):
        allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
        folders = re.findall(r"add_subdirectory\((\w+)\)", (ROOT / "CMakeLists.txt").read_text())
        self.assertLessEqual({folder for folder in folders if folder != "tests"}, allowed)
        self.assertLessEqual({"dev", "cmake", "CMakeLists.txt", "CMakePresets.json"}, allowed)


class ServiceImages(unittest.TestCase):
    def test_sources_exist_and_the_final_stage_is_small_and_unprivileged(self):
        for name in ["front", "back"]:
            dockerfile = SERVICES / name / "Dockerfile"
            with self.subTest(service=name):
                for copy in values(dockerfile, "COPY"):
                    if copy.startswith("--from"):
                        continue
                    for source in copy.split()[:-1]:
                        self.assertTrue((SERVICES / source).exists(), source)
                self.assertEqual(values(dockerfile, "FROM")[-1], "scratch")
                self.assertRegex(values(dockerfile, "USER")[-1], r"^[1-9]\d*(:[1-9]\d*)?$")

    def test_go_image_is_new_enough_for_the_module(self):
        wanted = re.search(r"^go (\d+)\.(\d+)", (SERVICES / "go.mod").read_text(), re.MULTILINE).groups()
        for name in ["front", "back"]:
            image = values(SERVICES / name / "Dockerfile", "FROM")[0]
            has = re.match(r"golang:(\d+)\.(\d+)", image).groups()
            self.assertGreaterEqual(tuple(map(int, has)), tuple(map(int, wanted)))


class ComposeFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        cls.source = (SERVICES / "internal" / "service" / "service.go").read_text()

    def test_emulator_is_reachable_under_the_samples_default_name(self):
        emulator = self.services["emulator"]
        self.assertEqual(set(emulator["ports"]), {"127.0.0.1:2000:2000/tcp", "127.0.0.1:2000:2000/udp"})
        host, port = re.search(r'defaultDaemon = "(.+):(\d+)"', re.sub(r" +", " ", self.source)).groups()
        self.assertIn(host, emulator["networks"]["default"]["aliases"])
        self.assertEqual(port, "2000")

    def test_health_check_is_the_images(self):
        self.assertEqual(
            self.services["emulator"]["healthcheck"]["test"], ["CMD", *health_command(ROOT / "Dockerfile")]
        )

    def test_docker_compose_1_29_knows_all_sections(self):
        # It refuses a file with any other ("name" is one that later versions have).
        known = {"version", "services", "networks", "volumes", "secrets", "configs"}
        self.assertLessEqual(set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())), known)

    def test_builds_point_at_dockerfiles(self):
        for name, service in self.services.items():
            build = service.get("build")
            if isinstance(build, str):
                build = {"context": build}
            if build:
                path = ROOT / build["context"] / build.get("dockerfile", "Dockerfile")
                self.assertTrue(path.is_file(), f"{name}: {path}")

    def test_variables_are_read_by_the_programs(self):
        sources = self.source + (SERVICES / "front" / "main.go").read_text()
        for name in ["front", "back"]:
            for variable in self.services[name]["environment"]:
                self.assertIn(f'Setting("{variable}"', sources)

    def test_services_refer_to_each_other_by_existing_names_and_ports(self):
        default_port = re.search(r'defaultPort += "(\d+)"', self.source).group(1)
        self.assertEqual(self.services["front"]["ports"], [f"8080:{default_port}"])
        self.assertEqual(self.services["front"]["environment"]["BACK_URL"], f"http://back:{default_port}")
        for service in self.services.values():
            self.assertLessEqual(set(service.get("depends_on", [])), set(self.services))


if __name__ == "__main__":
    unittest.main(verbosity=2)
