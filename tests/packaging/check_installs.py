#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs each package of dist/ where nothing else is, and takes a first trace: run by ./dev dist --check, as root.

    check_installs.py [NAME...]     only these checks: empty_root, arm64, debian, wheel, npm, jar, go, image

A check for which something cannot be had here (a registry, an engine) says so and counts as skipped.
"""

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

import dist_folder
from dist_folder import ARCHITECTURES, DIST, ROOT, Packed

sys.path.insert(0, str(ROOT / "tests" / "support"))
from emulator import wait_until  # noqa: E402
from markdown import blocks, unpack  # noqa: E402
from toolbox import Toolbox, Unavailable  # noqa: E402

CLIENTS = ROOT / "build" / "clients"
ROOTS = ROOT / "build" / "debian-roots"
# The oldest and the newest Debian that are served.
SUITES = ("bullseye", "sid")
MIRROR = "http://deb.debian.org/debian"
AMD64, ARM64 = ARCHITECTURES
FIRST_TRACE_SECONDS = 15

# Sends a segment with the X-Ray SDK and reads the trace back with an AWS SDK.
FIRST_TRACE = """
import time

import boto3
from aws_xray_sdk.core import xray_recorder

xray_recorder.configure(service="shop", sampling=False)
with xray_recorder.in_segment("shop") as segment:
    trace_id = segment.trace_id
for _ in range(100):
    traces = boto3.client("xray").batch_get_traces(TraceIds=[trace_id])["Traces"]
    if traces:
        break
    time.sleep(0.05)
print(trace_id, len(traces[0]["Segments"]))
"""


def run(*command, **options):
    """Runs it, and shows what it said only where it fails."""
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            timeout=900, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command} ended with {result.returncode}:\n{result.stdout}")
    return result.stdout


def clean_environment(**more):
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root"), "LC_ALL": "C.UTF-8", **more}


def package(name_of, architecture):
    return DIST / name_of(dist_folder.version(), architecture)


def binary_of(architecture):
    return Packed(package(dist_folder.tarball, architecture).read_bytes()).only("/xray-emulator")[1]


@contextlib.contextmanager
def started(command, ready, environment=None):
    """The addresses of an emulator that this command starts and that writes to `ready`; it must end cleanly."""
    process = subprocess.Popen([str(part) for part in command], env=environment or {}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: ready.exists() or process.poll() is not None, what="the emulator's start")
        assert process.poll() is None, f"{command} ended with {process.returncode}"
        yield json.loads(ready.read_text())
    finally:
        process.terminate()
        assert process.wait(30) == 0


def post(url, body, context=None):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60, context=context) as answer:
        return json.load(answer)


def take_traces(addresses, scheme="http", context=None):
    """One trace by UDP and one by HTTP; both must be found."""
    now = time.time()
    ids = [f"1-{int(now):08x}-{uuid.uuid4().hex[:24]}" for _ in range(2)]
    documents = [json.dumps({"name": "shop", "id": uuid.uuid4().hex[:16], "trace_id": one, "start_time": now, "end_time": now})
                 for one in ids]
    host, port = addresses["daemon"].rsplit(":", 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(b'{"format": "json", "version": 1}\n' + documents[0].encode(), (host, int(port)))
    url = addresses[scheme]
    post(f"{url}/TraceSegments", {"TraceSegmentDocuments": documents[1:]}, context)
    found = post(f"{url}/_emulator/wait", {"TraceIds": ids, "TimeoutSeconds": 20}, context)
    assert found["Matched"] == 2, found
    traces = post(f"{url}/Traces", {"TraceIds": ids}, context)["Traces"]
    assert sorted(trace["Id"] for trace in traces) == sorted(ids), traces


def take_first_trace(python, addresses, since):
    environment = clean_environment(
        AWS_XRAY_DAEMON_ADDRESS=addresses["daemon"], AWS_ENDPOINT_URL_XRAY=addresses["http"],
        AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    assert run(python, "-c", FIRST_TRACE, env=environment).split()[1] == "1"
    seconds = time.monotonic() - since
    assert seconds < FIRST_TRACE_SECONDS, f"the first trace took {seconds:.1f} s"
    return seconds


def check_empty_root():
    """Nothing but the binary: UDP, HTTP, TLS, a database; names as resolvers of the system would look them up."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "xray-emulator").write_bytes(binary_of(AMD64))
        (root / "xray-emulator").chmod(0o755)
        command = ["chroot", root, "/xray-emulator"]
        with started([*command, "serve", "--port", "0", "--ready-file", "/ready.json", "--tls-self-signed", "--db",
                      "/data/x.db"], root / "ready.json", {"PATH": os.environ["PATH"]}) as addresses:
            take_traces(addresses)
            trusted = ssl.create_default_context(cafile=str(root / "ready.json.pem"))
            take_traces(addresses, "https", trusted)
            # A service that only a library of the system could answer for is passed over.
            (root / "etc").mkdir()
            (root / "etc" / "nsswitch.conf").write_text("hosts: mymachines mdns4_minimal [NOTFOUND=return] files\n")
            (root / "etc" / "hosts").write_text("127.0.0.1 emulator.test\n")
            port = addresses["http"].rsplit(":", 1)[1]
            traces = run(*command, "traces", "--endpoint", f"http://emulator.test:{port}")
            assert traces.count("shop") >= 4, traces
            unknown = subprocess.run([*command, "traces", "--endpoint", "http://nobody.test"], capture_output=True, text=True)
            assert (unknown.returncode, "cannot find nobody.test" in unknown.stderr) == (1, True), unknown
    return "UDP, HTTP, TLS, a database and host names with nothing but the binary"


def check_arm64():
    """The same on arm64, by emulation."""
    emulation = shutil.which("qemu-aarch64-static")
    if not emulation:
        raise Unavailable("qemu-aarch64-static is not installed")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        binary = root / "xray-emulator"
        binary.write_bytes(binary_of(ARM64))
        binary.chmod(0o755)
        assert f"xray-emulator {dist_folder.version()}" in run(emulation, binary, "--version")
        assert run(emulation, binary, "licenses").encode() == (DIST / "THIRD-PARTY-LICENSES").read_bytes()
        with started([emulation, binary, "serve", "--port", "0", "--ready-file", root / "ready.json", "--tls-self-signed",
                      "--db", root / "x.db"], root / "ready.json") as addresses:
            take_traces(addresses)
            take_traces(addresses, "https", ssl.create_default_context(cafile=str(root / "ready.json.pem")))
            assert "shop" in run(emulation, binary, "traces", "--endpoint", addresses["http"])
    return "version, licences, UDP, HTTP, TLS and a database under qemu"


def debian_root(suite):
    """A minimal Debian, kept from run to run as it was made."""
    root = ROOTS / suite
    if not (root / "complete").exists():
        if not shutil.which("debootstrap"):
            raise Unavailable("debootstrap is not installed")
        shutil.rmtree(root, ignore_errors=True)
        ROOTS.mkdir(parents=True, exist_ok=True)
        try:
            run("debootstrap", "--variant=minbase", suite, root, MIRROR)
        except AssertionError as failure:
            raise Unavailable(str(failure)) from None
        (root / "complete").touch()
    return root


def state_of(root):
    """Every path in a root with its size, dpkg's own records apart."""
    found = {}
    for folder, _, files in os.walk(root):
        place = Path(folder)
        if place.relative_to(root).parts[:2] in (("var", "lib"), ("var", "log"), ("var", "cache")):
            continue
        found.update({str((place / name).relative_to(root)): (place / name).lstat().st_size for name in files})
    return found


def check_debian():
    told = []
    # To install the SDKs is no part of the time that a trace takes.
    python = Toolbox(CLIENTS).python(ROOT / "tests" / "interop" / "requirements.txt")
    for suite in SUITES:
        root = debian_root(suite)
        before = state_of(root)
        file = package(dist_folder.deb, AMD64)
        shutil.copy(file, root / "tmp" / file.name)
        ready = root / "tmp" / "ready.json"
        began = time.monotonic()
        try:
            run("chroot", root, "dpkg", "-i", f"/tmp/{file.name}")
            with started(["chroot", root, "/usr/bin/xray-emulator", "--port", "0", "--ready-file", "/tmp/ready.json"], ready,
                         {"PATH": os.environ["PATH"]}) as addresses:
                seconds = take_first_trace(python, addresses, began)
        finally:
            # The root is kept, so the next run must find it as it was.
            run("chroot", root, "dpkg", "--purge", "xray-emulator")
            for one in (ready, root / "tmp" / file.name):
                one.unlink(missing_ok=True)
        after = state_of(root)
        assert before == after, sorted(set(before.items()) ^ set(after.items()))
        told.append(f"{suite}: first trace after {seconds:.1f} s, nothing left behind")
    return "; ".join(told)


def check_wheel():
    """pip install of the wheel in an empty environment, then the test of docs/recipes/pytest.md."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(sys.executable, "-m", "venv", place / "venv")
        python = place / "venv" / "bin" / "python"
        run(python, "-m", "pip", "install", "--no-index", package(dist_folder.wheel, AMD64))
        command = place / "venv" / "bin" / "xray-emulator"
        assert run(command, "--version").splitlines()[0] == f"xray-emulator {dist_folder.version()}"
        try:
            run(python, "-m", "pip", "install", "--quiet", "pytest==8.4.2", "aws-xray-sdk==2.15.0")
        except AssertionError as failure:
            raise Unavailable(str(failure)) from None
        unpack("docs/recipes/pytest.md", place)
        # What pytest compiles for itself pip does not know.
        environment = clean_environment(PATH="/usr/bin:/bin", PYTHONDONTWRITEBYTECODE="1")
        output = run(python, "-m", "pytest", "-v", "test_shop.py", cwd=place, env=environment)
        assert " 2 passed" in output, output
        traces = first_trace_of_readme(f"{place}/venv/bin:/usr/sbin:/usr/bin:/bin")
        assert "shop" in traces, traces
        run(python, "-m", "pip", "uninstall", "--yes", "xray-emulator")
        left = [path for path in (place / "venv").rglob("*xray*emulator*")]
        assert left == [], left
    return "pip install, the command, two tests with the X-Ray SDK, pip uninstall"


def first_trace_of_readme(path):
    """What README's first lines print when they are typed one after the other, with the port for themselves."""
    (block,) = blocks("README.md", between="first-trace")
    _, start, send = block.text.strip().splitlines()
    script = f"""ip link set lo up
{start}
for _ in $(seq 200); do xray-emulator health >/dev/null 2>&1 && break; sleep 0.05; done
{send}
kill $!
wait"""
    return run("unshare", "--net", "bash", "-ec", script, env=clean_environment(PATH=path))


def check_npm():
    """npm install of the packages in an empty folder, then the test of docs/recipes/jest.md as node:test runs it."""
    npm = shutil.which("npm")
    if not npm:
        raise Unavailable("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "package.json").write_text("{}")
        release = dist_folder.version()
        run(npm, "install", "--no-audit", "--no-fund", "--prefer-offline", DIST / f"xray-emulator-{release}.tgz",
            package(dist_folder.platform_tgz, AMD64), cwd=place)
        environment = clean_environment(PATH=f"{Path(npm).parent}:/usr/bin:/bin")
        said = run(place / "node_modules" / ".bin" / "xray-emulator", "--version", env=environment)
        assert said.splitlines()[0] == f"xray-emulator {release}", said
        (place / "shop.test.js").write_text("""
const xray = require('xray-emulator').useXRay(require('node:test'));
const { test } = require('node:test');
const AWSXRay = require('aws-xray-sdk-core');

test('check-out is traced', async () => {
  new AWSXRay.Segment('shop').close();
  await xray.expect('service("shop")');
});
""")
        try:
            run(npm, "install", "--no-audit", "--no-fund", "aws-xray-sdk-core@3.12.0", cwd=place)
        except AssertionError as failure:
            raise Unavailable(str(failure)) from None
        output = run("node", "--test", cwd=place, env=environment)
        assert "pass 1" in output, output
    return "npm install, the command, a test with the X-Ray SDK"


def check_jar():
    """A test of its own with the jar, as docs/recipes/junit.md has it: Maven finds the binary in the jar."""
    maven = shutil.which("mvn")
    if not maven:
        raise Unavailable("Maven is not installed")
    release = dist_folder.version()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        unpack("docs/recipes/junit.md", place)
        maven = [maven, "--batch-mode", "--quiet", "--no-transfer-progress", f"-Dmaven.repo.local={CLIENTS / 'maven'}"]
        jar = DIST / f"xray-emulator-{release}.jar"
        pom = place / "xray-emulator.pom"
        pom.write_bytes(Packed(jar.read_bytes()).files["META-INF/maven/dev.xray-emulator/xray-emulator/pom.xml"][1])
        try:
            run(*maven, "install:install-file", f"-Dfile={jar}", f"-DpomFile={pom}", cwd=place)
            run(*maven, "test-compile", cwd=place)
        except AssertionError as failure:
            raise Unavailable(str(failure)) from None
        run(*maven, "test", cwd=place, env=clean_environment(PATH=f"{Path(maven[0]).parent}:/usr/bin:/bin"))
        reports = [path.read_text() for path in place.rglob("TEST-*.xml")]
        assert reports and all('errors="0"' in one and 'failures="0"' in one for one in reports), reports
    return "Maven, a test with the extension and the binary of the jar"


def check_go():
    """go get from a folder that is laid out as a module proxy, and a test of docs/recipes/go.md's kind."""
    go = shutil.which("go")
    if not go:
        raise Unavailable("Go is not installed")
    release = dist_folder.version()
    module = "xray-emulator.dev/go"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        proxy = place / "proxy" / module / "@v"
        proxy.mkdir(parents=True)
        archive = DIST / f"xray-emulator-go-{release}.zip"
        shutil.copy(archive, proxy / f"v{release}.zip")
        (proxy / "list").write_text(f"v{release}\n")
        (proxy / f"v{release}.info").write_text(json.dumps({"Version": f"v{release}"}))
        (proxy / f"v{release}.mod").write_bytes(Packed(archive.read_bytes()).only("/go.mod")[1])
        binary = place / "xray-emulator"
        binary.write_bytes(binary_of(AMD64))
        binary.chmod(0o755)
        shop = place / "shop"
        shop.mkdir()
        (shop / "shop_test.go").write_text("""package shop

import (
	"fmt"
	"net"
	"testing"
	"time"

	xrayemulator "xray-emulator.dev/go"
)

func TestCheckOut(t *testing.T) {
	x := xrayemulator.Start(t)
	connection, err := net.Dial("udp", x.DaemonAddress)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Unix()
	fmt.Fprintf(connection, "{\\"format\\":\\"json\\",\\"version\\":1}\\n"+
		`{"name":"shop","id":"70de5b6f19ff9a0a","trace_id":"1-%08x-0123456789abcdef01234567","start_time":%d,"end_time":%d}`,
		now, now, now+1)
	x.Expect(t, `service("shop")`)
}
""")
        environment = clean_environment(
            PATH=f"{Path(go).parent}:/usr/bin:/bin", GOPROXY=f"file://{place}/proxy", GONOSUMDB="*", GONOSUMCHECK="1",
            GOFLAGS="-mod=mod -modcacherw", GOMODCACHE=str(place / "cache"), GOTOOLCHAIN="local", CGO_ENABLED="0",
            XRAY_EMULATOR_BIN=str(binary))
        run(go, "mod", "init", "shop", cwd=shop, env=environment)
        run(go, "get", f"{module}@v{release}", cwd=shop, env=environment)
        assert "--- PASS: TestCheckOut" in run(go, "test", "-v", ".", cwd=shop, env=environment)
    return "go get from a folder, a test with the client"


def unmount_below(folder):
    """An engine leaves the network of its containers mounted."""
    places = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for place in sorted((one for one in places if one.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", "--lazy", place], check=True)


@contextlib.contextmanager
def docker():
    """The command line of an engine of our own."""
    if not shutil.which("dockerd"):
        raise Unavailable("there is no dockerd here (apt-get install docker.io)")
    with tempfile.TemporaryDirectory() as folder:
        address = f"unix://{folder}/docker.sock"
        log = open(Path(folder, "log"), "wb")
        process = subprocess.Popen(
            ["dockerd", "--iptables=false", "--bridge=none", "--storage-driver=vfs", f"--host={address}",
             f"--data-root={folder}/data", f"--exec-root={folder}/run", f"--pidfile={folder}/pid"], stdout=log, stderr=log)
        client = ["docker", f"--host={address}"]
        try:
            end = time.monotonic() + 60
            while subprocess.run([*client, "version"], capture_output=True).returncode != 0:
                if process.poll() is not None or time.monotonic() > end:
                    raise Unavailable("dockerd does not start here:\n" + Path(folder, "log").read_text()[-2000:])
                time.sleep(0.2)
            yield client
        finally:
            process.terminate()
            process.wait(60)
            log.close()
            unmount_below(folder)


def check_image():
    """docker load, and a container with a read-only root in the network of this machine, until it is healthy."""
    release = dist_folder.version()
    port = free_port()
    with docker() as client:
        assert f"xray-emulator:{release}" in run(*client, "load", "--input", package(dist_folder.oci, AMD64))
        container = run(*client, "run", "--detach", "--network", "host", "--read-only", "--cap-drop", "ALL", "--env",
                        f"XRAY_EMULATOR_PORT={port}", f"xray-emulator:{release}").strip()
        try:
            def health():
                return json.loads(run(*client, "inspect", container))[0]["State"].get("Health", {}).get("Status")

            wait_until(lambda: health() == "healthy", what="a healthy container")
            take_traces({"daemon": f"127.0.0.1:{port}", "http": f"http://127.0.0.1:{port}"})
        finally:
            run(*client, "rm", "--force", container)
    return "docker load, read-only, without capabilities, healthy, UDP and HTTP"


def free_port():
    with socket.socket() as tcp:
        tcp.bind(("127.0.0.1", 0))
        return tcp.getsockname()[1]


CHECKS = {"empty_root": check_empty_root, "arm64": check_arm64, "debian": check_debian, "wheel": check_wheel,
          "npm": check_npm, "jar": check_jar, "go": check_go, "image": check_image}


def main():
    if os.geteuid() != 0:
        sys.exit("check_installs.py: installing into roots needs root")
    failed = 0
    for name in sys.argv[1:] or CHECKS:
        try:
            print(f"{name}: {CHECKS[name]()}", flush=True)
        except Unavailable as reason:
            print(f"{name}: SKIPPED: {reason}", flush=True)
        except (AssertionError, OSError) as failure:
            print(f"{name}: FAILED: {failure}", flush=True)
            failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
