# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes manifests: against Kubernetes' own schemas, and against the binary, image and services they describe.

There is no cluster here. What the manifests say is checked word by word, and the emulator is started as its container
would be: with the manifest's arguments, variables and limits.
"""

import concurrent.futures
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import kubernetes_validate
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from emulator import get, post, wait_until  # noqa: E402
from markdown import blocks  # noqa: E402

BINARY = os.environ["XRAY_EMULATOR"]
MANIFESTS = ROOT / "deploy" / "kubernetes"
KUSTOMIZE = ROOT / "deploy" / "kustomize"
EMULATORS = {"daemonset.yaml": "DaemonSet", "deployment.yaml": "Deployment"}
VERSIONS = ["1.25.0", "1.31.0", kubernetes_validate.latest_version()]
MIB = 1024 * 1024
SEGMENTS = 20_000


def objects(name):
    """The objects of a manifest by kind; a kind comes once a name there."""
    return {(entry["kind"], entry["metadata"]["name"]): entry for entry in yaml.safe_load_all(
        (MANIFESTS / name).read_text())}


def workload(name):
    return objects(name)[EMULATORS[name], "xray-daemon"]


def container(name):
    (only,) = workload(name)["spec"]["template"]["spec"]["containers"]
    return only


def environment(name):
    return {entry["name"]: entry["value"] for entry in container(name)["env"]}


def mebibytes(quantity):
    return int(re.fullmatch(r"(\d+)Mi", quantity)[1])


class Schemas(unittest.TestCase):
    def test_every_object_is_valid_in_old_and_new_kubernetes(self):
        for path in sorted(MANIFESTS.glob("*.yaml")):
            for entry in yaml.safe_load_all(path.read_text()):
                for version in VERSIONS:
                    with self.subTest(file=path.name, kind=entry["kind"], version=version):
                        kubernetes_validate.validate(entry, version, strict=True)

    def test_the_check_finds_mistakes(self):
        entry = workload("daemonset.yaml")
        entry["spec"]["template"]["spec"]["containers"][0]["imagePullPolice"] = "Never"
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(entry, VERSIONS[0], strict=True)


class InTheDaemonsPlace(unittest.TestCase):
    def test_service_is_the_one_that_samples_send_to(self):
        for name in EMULATORS:
            service = objects(name)["Service", "xray-service"]
            self.assertEqual(service["metadata"]["namespace"], "default")
            self.assertEqual(service["spec"]["clusterIP"], "None")
            ports = {(port["protocol"], port["port"], port.get("targetPort", port["port"]))
                     for port in service["spec"]["ports"]}
            self.assertEqual(ports, {("UDP", 2000, 2000), ("TCP", 2000, 2000)})

    def test_service_finds_the_pods(self):
        for name in EMULATORS:
            spec = workload(name)["spec"]
            selector = objects(name)["Service", "xray-service"]["spec"]["selector"]
            self.assertEqual(spec["selector"]["matchLabels"], selector)
            self.assertLessEqual(selector.items(), spec["template"]["metadata"]["labels"].items())
            ports = {(port["protocol"], port["containerPort"]) for port in container(name)["ports"]}
            self.assertEqual(ports, {("UDP", 2000), ("TCP", 2000)})

    def test_daemonset_listens_on_the_node_too(self):
        self.assertEqual({port["hostPort"] for port in container("daemonset.yaml")["ports"]}, {2000})

    def test_both_differ_in_kind_and_volume_only(self):
        one, other = (workload(name)["spec"]["template"] for name in EMULATORS)
        for port in one["spec"]["containers"][0]["ports"]:
            del port["hostPort"]
        self.assertIn("emptyDir", one["spec"].pop("volumes")[0])
        claim = other["spec"].pop("volumes")[0]["persistentVolumeClaim"]["claimName"]
        self.assertIn(("PersistentVolumeClaim", claim), objects("deployment.yaml"))
        self.assertEqual(one, other)
        self.assertEqual(workload("deployment.yaml")["spec"]["strategy"], {"type": "Recreate"})
        self.assertEqual(workload("deployment.yaml")["spec"]["replicas"], 1)

    def test_nothing_is_pulled_and_nothing_is_root(self):
        dockerfile = (ROOT / "Dockerfile").read_text()
        for name in EMULATORS:
            self.assertEqual(container(name)["image"], "xray-emulator:latest")
            self.assertEqual(container(name)["imagePullPolicy"], "IfNotPresent")
            user = workload(name)["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
            self.assertIn(f"USER {user}:{user}\n", dockerfile)
            self.assertTrue(container(name)["securityContext"]["readOnlyRootFilesystem"])

    def test_data_is_written_to_the_volume(self):
        for name in EMULATORS:
            (mount,) = container(name)["volumeMounts"]
            self.assertTrue(environment(name)["XRAY_EMULATOR_DB"].startswith(mount["mountPath"] + "/"))
            self.assertEqual(environment(name)["SQLITE_TMPDIR"], mount["mountPath"])

    def test_limit_holds_all_that_is_bounded(self):
        """The README's table: what the emulator may hold at most, together, is within the limit."""
        table = (ROOT / "deploy/kubernetes/README.md").read_text().partition("| what it holds |")[2]
        bounds = [int(bound) for bound in re.findall(r"^\| .* \| (?:about )?(\d+) MiB \|$", table, re.MULTILINE)]
        self.assertEqual(len(bounds), 4)
        for name in EMULATORS:
            self.assertLessEqual(sum(bounds), mebibytes(container(name)["resources"]["limits"]["memory"]))

    def test_slow_is_not_dead(self):
        for name in EMULATORS:
            for probe in ("readinessProbe", "livenessProbe"):
                self.assertGreaterEqual(container(name)[probe]["timeoutSeconds"], 5)
            liveness = container(name)["livenessProbe"]
            self.assertGreaterEqual(liveness["periodSeconds"] * liveness["failureThreshold"], 60)


    def test_prometheus_is_told_where_the_metrics_are(self):
        for name in EMULATORS:
            annotations = workload(name)["spec"]["template"]["metadata"]["annotations"]
            self.assertEqual(annotations, {"prometheus.io/scrape": "true", "prometheus.io/port": "2000",
                                           "prometheus.io/path": "/metrics"})
            self.assertIn(2000, [port["containerPort"] for port in container(name)["ports"] if port["protocol"] == "TCP"])


class Kustomize(unittest.TestCase):
    """The base and what is built on it, against the manifest that is the same in one file."""

    @staticmethod
    def file(path):
        return yaml.safe_load((KUSTOMIZE / path).read_text())

    def test_every_file_is_part_of_its_kustomization(self):
        for folder in ("base", "persistent"):
            kustomization = self.file(f"{folder}/kustomization.yaml")
            named = {*kustomization["resources"], *(patch["path"] for patch in kustomization.get("patches", []))}
            there = {file.name for file in (KUSTOMIZE / folder).iterdir()} - {"kustomization.yaml"}
            self.assertEqual({name for name in named if not name.startswith("../")}, there)
            self.assertEqual(kustomization["namespace"], "default")
        self.assertIn("../base", self.file("persistent/kustomization.yaml")["resources"])

    def test_base_and_patch_make_the_manifest(self):
        deployment = self.file("base/deployment.yaml")
        (volume,) = self.file("persistent/volume.yaml")["spec"]["template"]["spec"]["volumes"]
        self.assertIn("emptyDir", deployment["spec"]["template"]["spec"]["volumes"][0])
        # A strategic merge: of the same name, and what is null goes.
        deployment["spec"]["template"]["spec"]["volumes"] = [{key: value for key, value in volume.items() if value}]
        made = [self.file("base/service.yaml"), self.file("persistent/claim.yaml"), deployment]
        for entry in made:
            entry["metadata"]["namespace"] = "default"
        self.assertEqual({(entry["kind"], entry["metadata"]["name"]): entry for entry in made}, objects("deployment.yaml"))

    @unittest.skipUnless(shutil.which("kubectl"), "kubectl is not installed")
    def test_kubectl_makes_of_it_what_is_meant(self):
        rendered = {}
        for folder in ("base", "persistent"):
            text = subprocess.run(["kubectl", "kustomize", KUSTOMIZE / folder], check=True, capture_output=True, text=True).stdout
            rendered[folder] = {(entry["kind"], entry["metadata"]["name"]): entry for entry in yaml.safe_load_all(text)}
            for entry in rendered[folder].values():
                for version in VERSIONS:
                    kubernetes_validate.validate(entry, version, strict=True)
        self.assertEqual(rendered["persistent"], objects("deployment.yaml"))
        self.assertEqual(set(rendered["base"]), {("Service", "xray-service"), ("Deployment", "xray-daemon")})

    @unittest.skipUnless(shutil.which("kubectl"), "kubectl is not installed")
    def test_the_readmes_own_kustomization_works(self):
        (text,) = [block.text for block in blocks("deploy/kustomize/README.md") if "kind: Kustomization" in block.text]
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(KUSTOMIZE, Path(folder, "deploy", "kustomize"))
            Path(folder, "mine").mkdir()
            Path(folder, "mine", "kustomization.yaml").write_text(text)
            made = subprocess.run(["kubectl", "kustomize", Path(folder, "mine")], capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        entries = {entry["kind"]: entry for entry in yaml.safe_load_all(made.stdout)}
        (only,) = entries["Deployment"]["spec"]["template"]["spec"]["containers"]
        self.assertEqual(only["image"], "registry.example.com/xray-emulator:0.1.0")
        self.assertEqual(only["resources"]["limits"]["cpu"], "2")
        self.assertIn({"name": "XRAY_EMULATOR_STRICT", "value": "true"}, only["env"])
        self.assertEqual(entries["PersistentVolumeClaim"]["spec"]["resources"]["requests"]["storage"], "10Gi")
        self.assertEqual({entry["metadata"]["namespace"] for entry in entries.values()}, {"tracing"})


class Container(unittest.TestCase):
    """The emulator with what the manifest gives its container, /data replaced by a folder of the test's."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        ready = Path(folder.name) / "ready.json"
        variables = {key: value.replace("/data", folder.name) for key, value in environment("daemonset.yaml").items()}
        variables |= {"XRAY_EMULATOR_PORT": "0", "XRAY_EMULATOR_READY_FILE": str(ready)}
        cls.process = subprocess.Popen(
            [BINARY, *container("daemonset.yaml")["args"]], env={**os.environ, **variables}, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop)
        wait_until(ready.exists, what="the emulator's ready file")
        addresses = json.loads(ready.read_text())
        # It listens on every address; the test is on this one.
        cls.url = addresses["http"].replace("0.0.0.0", "127.0.0.1")
        cls.daemon = addresses["daemon"].replace("0.0.0.0", "127.0.0.1")

    @classmethod
    def stop(cls):
        cls.process.terminate()
        assert cls.process.wait(30) == 0

    def own_memory(self):
        """What the kernel cannot take back, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024

    def test_probes_ask_what_is_there(self):
        spec = container("daemonset.yaml")
        names = {port["name"]: port for port in spec["ports"]}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            question = spec[probe]["httpGet"]
            self.assertEqual(names[question["port"]]["protocol"], "TCP")
            status, body = get(self.url + question["path"])
            self.assertEqual((status, body["status"]), (200, "ok"))

    def test_fits_into_the_memory_limit(self):
        limit = mebibytes(container("daemonset.yaml")["resources"]["limits"]["memory"])
        request = mebibytes(container("daemonset.yaml")["resources"]["requests"]["memory"])
        self.assertLess(self.own_memory(), request)
        began = time.time()
        for _ in range(SEGMENTS // 50):
            documents = [document for _ in range(25) for document in self.trace()]
            self.assertEqual(
                post(f"{self.url}/TraceSegments", {"TraceSegmentDocuments": documents}),
                (200, {"UnprocessedTraceSegments": []}))
        window = {"StartTime": began - 60, "EndTime": time.time() + 60}
        status, graph = post(f"{self.url}/ServiceGraph", window)
        counts = [node["SummaryStatistics"]["TotalCount"] for node in graph["Services"] if node["Type"] != "client"]
        self.assertEqual((status, counts), (200, [SEGMENTS // 2, SEGMENTS // 2]))
        self.assertEqual(post(f"{self.url}/TraceSummaries", window)[0], 200)
        self.assertLess(self.own_memory(), 0.75 * limit)

    def test_flood_fits_into_the_memory_limit(self):
        limit = mebibytes(container("daemonset.yaml")["resources"]["limits"]["memory"])
        in_kernel = 32
        documents = [document for _ in range(1500) for document in self.trace()]
        highest = self.own_memory()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            work = [pool.submit(post, f"{self.url}/TraceSegments", {"TraceSegmentDocuments": documents})
                    for _ in range(16)]
            work.append(pool.submit(self.send, documents * 2))
            while not all(one.done() for one in work):
                highest = max(highest, self.own_memory())
                concurrent.futures.wait(work, timeout=0.01)
        # All of it at once may be more than there is room for; what is not taken is refused, and nobody dies of it.
        self.assertLessEqual({status for status, _ in (one.result() for one in work[:-1])}, {200, 503})
        self.assertLess(highest + in_kernel, limit)
        self.assertEqual(get(self.url + "/_emulator/health")[0], 200)

    def send(self, documents):
        host, port = self.daemon.split(":")
        with socket.socket(type=socket.SOCK_DGRAM) as sender:
            for document in documents:
                sender.sendto(b'{"format":"json","version":1}\n' + document.encode(), (host, int(port)))

    @staticmethod
    def trace():
        """Front and back of one request, of the size of the workshop's."""
        now = time.time()
        trace_id = f"1-{int(now):08x}-{secrets.token_hex(12)}"
        remote = secrets.token_hex(8)

        def span(name, **members):
            return {"name": name, "id": secrets.token_hex(8), "start_time": now - 0.01, "end_time": now, **members}

        http = {"request": {"method": "GET", "url": "http://front.default/api", "user_agent": "browser"},
                "response": {"status": 200, "content_length": 20}}
        calls = [span("connect", subsegments=[span("dial")]), span("request"), span("response")]
        front = span("front", trace_id=trace_id, http=http,
                     subsegments=[{**span("back", namespace="remote", http=http, subsegments=calls), "id": remote}])
        back = span("back", trace_id=trace_id, parent_id=remote, http=http,
                    subsegments=[span("back-gen", metadata={"default": {"value": 7}})])
        return [json.dumps(front), json.dumps(back)]


class Samples(unittest.TestCase):
    def test_names_are_those_the_programs_use(self):
        source = (ROOT / "examples/eks-workshop/front/main.go").read_text()
        self.assertIn('"http://x-ray-sample-back-k8s.default.svc.cluster.local"', source)
        listens = re.search(r'defaultPort += "(\d+)"', (
            ROOT / "examples/eks-workshop/internal/service/service.go").read_text())[1]
        for name in ("x-ray-sample-front-k8s", "x-ray-sample-back-k8s"):
            service = objects("samples.yaml")["Service", name]["spec"]
            template = objects("samples.yaml")["Deployment", name]["spec"]["template"]
            self.assertEqual(service["selector"], template["metadata"]["labels"])
            (port,) = service["ports"]
            self.assertEqual((port["port"], str(port["targetPort"])), (80, listens))
            (only,) = template["spec"]["containers"]
            self.assertEqual(only["image"], f"{name}:latest")
            self.assertNotIn("env", only)


class Readme(unittest.TestCase):
    text = (MANIFESTS / "README.md").read_text()

    def test_files_named_there_exist(self):
        for target in re.findall(r"\]\(([^)#]+)(?:#\w+)?\)", self.text):
            if "://" not in target:
                self.assertTrue((MANIFESTS / target).exists(), target)
        for path in re.findall(r"(?:deploy|examples)/[\w./$-]+", self.text):
            for name in ("front", "back"):
                self.assertTrue((ROOT / path.replace("$name", name)).exists(), path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
