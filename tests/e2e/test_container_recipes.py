# SPDX-License-Identifier: Apache-2.0
"""The recipes with containers, checked without an engine: no container is started.

Files of Docker Compose, GitHub Actions and GitLab CI are checked against the published schemas of their formats, and
their images, ports, commands and variables against the Dockerfile and the binary. The code that would run in the
containers runs here, beside an emulator that is a process.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import boto3
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from emulator import wait_until  # noqa: E402
from markdown import blocks, files, unpack  # noqa: E402

BINARY = os.environ["XRAY_EMULATOR"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PAGES = ROOT / "docs" / "recipes"
# The variables that point clients to the emulator, and where they have to point.
ADDRESSES = {
    "AWS_XRAY_DAEMON_ADDRESS": "{host}:2000",
    "AWS_ENDPOINT_URL_XRAY": "http://{host}:2000",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://{host}:2000/v1/traces",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
}
CREDENTIALS = {"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def recipe_file(page, name):
    return files(f"docs/recipes/{page}.md")[name]


def run_python(page, program, variables):
    """Runs a program beside the files of a recipe; returns what it printed, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(f"docs/recipes/{page}.md", folder)
        result = subprocess.run([sys.executable, "-c", program], cwd=folder, env={**os.environ, **variables},
                                capture_output=True, text=True, timeout=300)
    if result.returncode != 0:
        raise AssertionError(result.stderr)
    return json.loads(result.stdout)


class Checks(unittest.TestCase):
    def check_schema(self, schema, text):
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write(text)
            file.flush()
            command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", file.name]
            return subprocess.run(command, capture_output=True, text=True)

    def assert_valid(self, schema, text, word):
        """The text follows the schema, which is strict enough to refuse it with one word spelt wrong."""
        good = self.check_schema(schema, text)
        self.assertEqual(good.returncode, 0, good.stdout + good.stderr)
        self.assertIn(word, text)
        self.assertIn("validation errors", self.check_schema(schema, text.replace(word, word + "z")).stdout)

    def assert_points_to(self, host, variables, names=tuple(ADDRESSES)):
        for name in names:
            self.assertEqual(variables[name], ADDRESSES[name].format(host=host), name)
        self.assertLessEqual(CREDENTIALS, set(variables))

    def assert_both_ports(self, ports):
        self.assertEqual(set(ports), {"2000:2000/tcp", "2000:2000/udp"})
        self.assertIn("EXPOSE 2000/tcp 2000/udp\n", DOCKERFILE)

    def assert_is_health_command(self, words):
        """The command is the image's binary, and tells a running emulator from none."""
        program, *arguments = words
        self.assertRegex(DOCKERFILE, rf"/image/usr/local/bin/{program}\s")
        self.assertEqual(program, Path(BINARY).name)
        self.assertEqual(subprocess.run([BINARY, *arguments], capture_output=True).returncode, 0)
        nobody = {**os.environ, "AWS_ENDPOINT_URL_XRAY": "http://127.0.0.1:9"}
        self.assertNotEqual(subprocess.run([BINARY, *arguments], env=nobody, capture_output=True).returncode, 0)

    def assert_is_our_image(self, image):
        self.assertRegex(image, r"^(ghcr\.io/your-org/|\$CI_REGISTRY_IMAGE/)?xray-emulator:latest$")


class Compose(Checks):
    def setUp(self):
        self.text = recipe_file("docker-compose", "compose.yaml")
        self.services = yaml.safe_load(self.text)["services"]

    def test_schema(self):
        self.assert_valid("compose-spec", self.text, "healthcheck")

    def test_emulator(self):
        self.assert_is_our_image(self.services["xray"]["image"])
        self.assert_both_ports(self.services["xray"]["ports"])
        kind, *command = self.services["xray"]["healthcheck"]["test"]
        self.assertEqual(kind, "CMD")
        self.assert_is_health_command(command)

    def test_application(self):
        self.assert_points_to("xray", self.services["app"]["environment"])
        self.assertEqual(self.services["app"]["depends_on"], {"xray": {"condition": "service_healthy"}})


class SharedEmulator(Checks):
    """The two files of docs/scaling.md."""

    def setUp(self):
        self.shared, self.own = (block.text for block in blocks("docs/scaling.md") if block.language == "yaml")

    def test_schema(self):
        for text in (self.shared, self.own):
            self.assert_valid("compose-spec", text, "environment")

    def test_both_set_options_that_there_are(self):
        options = subprocess.run([BINARY, "serve", "--help"], capture_output=True, text=True, check=True).stdout
        for text in (self.shared, self.own):
            (service,) = yaml.safe_load(text)["services"].values()
            self.assert_is_our_image(service["image"])
            for variable in service["environment"]:
                self.assertIn(variable.removeprefix("XRAY_EMULATOR").lower().replace("_", "-").replace("-", "--", 1) + " ",
                              options)

    def test_one_forwards_to_the_other(self):
        (shared,) = yaml.safe_load(self.shared)["services"].values()
        (own,) = yaml.safe_load(self.own)["services"].values()
        self.assertEqual(own["environment"]["XRAY_EMULATOR_FORWARD"],
                         f"http://{shared['environment']['XRAY_EMULATOR_ALLOW_HOST']}:2000")
        self.assertIn("2000:2000/tcp", shared["ports"])


class GithubActions(Checks):
    def setUp(self):
        self.text = recipe_file("github-actions", ".github/workflows/test.yml")
        self.job = yaml.safe_load(self.text)["jobs"]["test"]

    def test_schema(self):
        self.assert_valid("github-workflows", self.text, "runs-on")

    def test_service(self):
        service = self.job["services"]["xray"]
        self.assert_is_our_image(service["image"])
        self.assert_both_ports(service["ports"])
        # A command there would be run by a shell, which the image has not; its own health check counts.
        self.assertNotIn("--health-cmd", service.get("options", ""))
        self.assert_is_health_command(json.loads(re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]))

    def test_environment(self):
        self.assert_points_to("127.0.0.1", self.job["env"])


class GitlabCi(Checks):
    def setUp(self):
        self.text = recipe_file("gitlab-ci", ".gitlab-ci.yml")
        self.job = yaml.safe_load(self.text)["test"]

    def test_schema(self):
        self.assert_valid("gitlab-ci", self.text, "alias")

    def test_service(self):
        (service,) = self.job["services"]
        self.assert_is_our_image(service["name"])
        self.assert_points_to(service["alias"], self.job["variables"])


class LocalStack(Checks):
    def test_schema_and_addresses(self):
        text = recipe_file("localstack", "compose.yaml")
        self.assert_valid("compose-spec", text, "environment")
        services = yaml.safe_load(text)["services"]
        self.assert_is_our_image(services["xray"]["image"])
        self.assert_both_ports(services["xray"]["ports"])
        variables = services["app"]["environment"]
        self.assert_points_to("xray", variables, ["AWS_XRAY_DAEMON_ADDRESS", "AWS_ENDPOINT_URL_XRAY"])
        self.assertEqual(variables["AWS_ENDPOINT_URL"], "http://localstack:4566")

    def test_calls_to_the_other_services_are_on_the_map(self):
        """Nobody plays LocalStack: its port is closed, so the call fails there, and is on the map all the same."""
        program = """
import json, time, shop
from aws_xray_sdk.core import xray_recorder
xray_recorder.configure(sampling=False)
try:
    shop.place_order("o-1")
except Exception as problem:
    failed = str(problem)
now, services = time.time(), {}
while "shop" not in services and time.time() < now + 120:
    services = shop.services_on_the_map(now - 60, now + 60)
print(json.dumps([failed, services]))
"""
        variables = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
        failed, services = run_python("localstack", program, variables)
        self.assertIn("http://127.0.0.1:9/", failed)
        expected = {"shop": None, "orders": "AWS::DynamoDB::Table"}
        self.assertEqual({name: services.get(name) for name in expected}, expected)
        self.assertIn(repr(expected).replace("'", '"'), (PAGES / "localstack.md").read_text())


class Lambda(Checks):
    # What sam local and the runtime in its container set.
    ON_THIS_MACHINE = {
        "AWS_SAM_LOCAL": "true", "LAMBDA_TASK_ROOT": "/var/task", "AWS_XRAY_DAEMON_ADDRESS": "169.254.79.129:2000"
    }  # fmt: skip
    PROGRAM = """
import json, types, app
order = {"id": "%s", "pieces": 3}
print(json.dumps(app.handler(order, types.SimpleNamespace(function_name="PriceFunction"))))
"""

    def invoke(self, order, variables):
        self.assertEqual(run_python("lambda-sam", self.PROGRAM % order, variables), {"id": order, "cents": 300})

    def test_function_as_sam_runs_it(self):
        address = {"XRAY_EMULATOR_ADDRESS": os.environ["AWS_XRAY_DAEMON_ADDRESS"]}
        self.invoke("o-sam", {**self.ON_THIS_MACHINE, **address})
        now = time.time()
        window = {"StartTime": now - 60, "EndTime": now + 60, "FilterExpression": 'annotation.order = "o-sam"'}
        (summary,) = wait_until(
            lambda: boto3.client("xray").get_trace_summaries(**window)["TraceSummaries"], what="the function's trace")
        self.assertEqual(summary["EntryPoint"]["Name"], "PriceFunction")

    def test_function_as_lambda_runs_it(self):
        """On AWS the SDK stays in its Lambda mode: a subsegment of Lambda's segment, and no segment of its own."""
        trace_id = f"1-{int(time.time()):08x}-{os.urandom(12).hex()}"
        header = f"Root={trace_id};Parent=53995c3f42cd8ad8;Sampled=1"
        self.invoke("o-aws", {"LAMBDA_TASK_ROOT": "/var/task", "_X_AMZN_TRACE_ID": header})
        found = wait_until(
            lambda: boto3.client("xray").batch_get_traces(TraceIds=[trace_id])["Traces"], what="the trace")
        self.assertEqual(found[0]["Segments"], [])

    def test_template_variables_and_commands_agree(self):
        template = yaml.safe_load(recipe_file("lambda-sam", "template.yaml"))
        variables = json.loads(recipe_file("lambda-sam", "variables.json"))
        (name,) = variables
        properties = template["Resources"][name]["Properties"]
        self.assertEqual(set(variables[name]), set(properties["Environment"]["Variables"]))
        module, handler = properties["Handler"].split(".")
        self.assertIn(f"def {handler}(", recipe_file("lambda-sam", f"{module}.py"))
        commands = "".join(block.text for block in blocks("docs/recipes/lambda-sam.md") if block.language == "sh")
        host = variables[name]["XRAY_EMULATOR_ADDRESS"].removesuffix(":2000")
        self.assertIn(f"--name {host} --network xray -p 2000:2000 -p 2000:2000/udp xray-emulator:latest\n", commands)
        self.assertIn(f"sam local invoke {name} ", commands)


class TestcontainersForPython(Checks):
    # The package's own class takes every call; only Docker's part is played.
    CONFTEST = """
from unittest import mock
from testcontainers.core import container

def play_port(self, port):
    assert set(self.ports) == {"2000/tcp", "2000/udp"}, self.ports
    return {"2000/tcp": 32001, "2000/udp": 32002}[port]

played = {
    "start": lambda self: self, "stop": lambda self: None, "get_container_host_ip": lambda self: "127.0.0.1",
    "get_exposed_port": play_port,
}
for name, function in played.items():
    mock.patch.object(container.DockerContainer, name, function).start()
mock.patch.object(container, "DockerClient").start()
"""
    TEST = """
def test_addresses(xray):
    assert xray == {"http": "http://127.0.0.1:32001", "daemon": "tcp:127.0.0.1:32001 udp:127.0.0.1:32002"}
"""

    def test_fixture_against_the_real_package(self):
        with tempfile.TemporaryDirectory() as folder:
            fixture = recipe_file("testcontainers", "conftest.py")
            (Path(folder) / "conftest.py").write_text(self.CONFTEST + fixture)
            (Path(folder) / "test_addresses.py").write_text(self.TEST)
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
            result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        self.assertIn("1 passed", result.stdout, result.stdout + result.stderr)


class Pages(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for page in sorted(PAGES.glob("*.md")):
            for target in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", page.read_text()):
                if "://" not in target:
                    with self.subTest(page=page.name, target=target):
                        self.assertTrue((PAGES / target).exists())

    def test_every_page_is_in_the_index(self):
        index = (PAGES / "README.md").read_text()
        for page in PAGES.glob("*.md"):
            if page.name != "README.md":
                self.assertIn(f"]({page.name})", index)
        self.assertIn("](docs/recipes/README.md)", (ROOT / "README.md").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
