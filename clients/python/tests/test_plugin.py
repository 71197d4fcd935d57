# SPDX-License-Identifier: Apache-2.0
"""The plugin as a project has it: pytest runs small projects of its own, with the real X-Ray SDK."""

import os
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request

import pytest
from xray_emulator import Emulator, EmulatorError

pytest_plugins = ["pytester"]

SHOP = """
    from aws_xray_sdk.core import xray_recorder

    xray_recorder.configure(service="shop", sampling=False)

    def check_out(customer, calls=1):
        with xray_recorder.in_segment("shop") as segment:
            segment.put_annotation("customer", customer)
            for _ in range(calls):
                with xray_recorder.in_subsegment("stock", namespace="remote"):
                    pass
            return segment.trace_id
"""


@pytest.fixture
def project(pytester, monkeypatch):
    # That of the emulator of these tests: a project has one of its own.
    monkeypatch.delenv("XRAY_EMULATOR_URL", raising=False)
    pytester.makepyfile(shop=SHOP)
    return pytester


def test_a_run_with_the_sdk(project):
    project.makepyfile(
        """
        import pytest
        import shop

        def test_found(xray):
            shop.check_out("alice")
            (summary,) = xray.expect('annotation.customer = "alice"')
            assert summary["IsPartial"] is False
            xray.forbid("fault")

        def test_counts_and_calls(xray):
            shop.check_out("bob", calls=3)
            shop.check_out("bob", calls=3)
            xray.expect(exactly=2, calls=["shop -> stock = 3", "shop->stock >= 3", '"shop" -> "stock" < 4'])
            with pytest.raises(AssertionError, match="shop -> stock"):
                xray.expect(calls=["shop -> stock > 3"], within=0)

        def test_a_trace_by_its_id(xray):
            trace = xray.trace(shop.check_out("carol"))
            assert trace.segment("shop")["annotations"] == {"customer": "carol"}
            with pytest.raises(LookupError, match="shop, stock"):
                trace.segment("shpo")

        def test_starts_without_traces(xray):
            xray.expect(exactly=0, quiet=0)
        """)
    project.runpytest_subprocess("-q").assert_outcomes(passed=4)


def test_a_failure_explains_itself(project):
    project.makepyfile(
        """
        import shop

        def test_misspelt(xray):
            shop.check_out("alice")
            xray.expect('service("shpo")', within=0.5)
        """)
    result = project.runpytest_subprocess("-q")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: expected at least 1 trace that matches: service(\"shpo\")*",
                                 "*did you mean \"shop\"? there is no \"shpo\"*"])


def test_what_does_not_parse_is_an_error_of_the_test(project):
    project.makepyfile(
        """
        import pytest
        from xray_emulator import EmulatorError

        def test_misuse(xray):
            with pytest.raises(EmulatorError, match="Error Location"):
                xray.expect('service("shop"')
            with pytest.raises(EmulatorError, match="front -> back"):
                xray.expect(calls=["shop stock 1"])
        """)
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_snapshots_are_written_compared_and_updated(project, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    project.makepyfile(
        """
        import os
        import shop

        def test_shape(xray):
            xray.trace(shop.check_out("alice", calls=int(os.environ["CALLS"])))
            xray.snapshot("shape.txt")
        """)
    monkeypatch.setenv("CALLS", "1")
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)
    assert "shop" in (project.path / "shape.txt").read_text()
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)
    monkeypatch.setenv("CALLS", "2")
    project.runpytest_subprocess("-q").assert_outcomes(failed=1)
    project.runpytest_subprocess("-q", "--xray-update").assert_outcomes(passed=1)
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_without_the_fixture_no_emulator_is_needed(project, monkeypatch):
    monkeypatch.setenv("XRAY_EMULATOR_BIN", "/nowhere/xray-emulator")
    project.makepyfile(
        """
        def test_plain():
            pass

        def test_traced(xray):
            pass
        """)
    result = project.runpytest_subprocess("-q")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*XRAY_EMULATOR_BIN names /nowhere/xray-emulator*"])


def test_options_are_passed_on(project):
    project.makeini("[pytest]\nxray_emulator_options = --account-id 123456789012")
    project.makepyfile(
        """
        def test_group(xray):
            status, answer = xray._request("POST", "/CreateGroup", {"GroupName": "g", "FilterExpression": "fault"})
            assert ":123456789012:" in answer["Group"]["GroupARN"]
        """)
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_an_emulator_that_runs_already_is_used_and_not_ended(project, monkeypatch):
    with Emulator.start() as given:
        monkeypatch.setenv("XRAY_EMULATOR_URL", given.url)
        project.makepyfile(
            f"""
            import shop

            def test_elsewhere(xray):
                assert xray.url == {given.url!r}
                xray.trace(shop.check_out("alice"))
            """)
        project.runpytest_subprocess("-q").assert_outcomes(passed=1)
        given.expect(exactly=1, quiet=0)


def test_an_emulator_ends_with_the_process_that_started_it():
    program = """
        from xray_emulator import Emulator
        emulator = Emulator.start()
        print(emulator.url, flush=True)
        input()
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        emulator = Emulator.connect(process.stdout.readline().strip())
        emulator.expect(exactly=0, quiet=0)
        process.kill()
        process.wait()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            emulator.expect(exactly=0, quiet=0)
        except EmulatorError:
            return
    pytest.fail("it is still there")


def test_a_process_gets_the_environment():
    with Emulator.start() as xray:
        program = textwrap.dedent(SHOP) + '\ncheck_out("dave")\n'
        subprocess.run([sys.executable, "-c", program], env={**os.environ, **xray.environment}, check=True)
        xray.expect('annotation.customer = "dave"')


def test_faults_are_met_until_the_next_reset():
    with Emulator.start() as xray:
        def groups():
            request = urllib.request.Request(xray.url + "/Groups", b"{}", method="POST")
            try:
                with urllib.request.urlopen(request) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                with error:
                    return error.code
        fault = {"operation": "GetGroups", "error": "ThrottledException", "count": 2}
        assert xray.faults(fault) == [fault]
        assert groups() == 429
        xray.reset()
        assert groups() == 200
        with pytest.raises(EmulatorError, match="Fault 1: "):
            xray.faults({"operation": "GetGroup"})


def test_nothing_there_is_told():
    with pytest.raises(EmulatorError, match="there is no emulator at http://127.0.0.1:9"):
        Emulator.connect("http://127.0.0.1:9").reset()
