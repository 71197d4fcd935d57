# SPDX-License-Identifier: Apache-2.0
"""The options of `serve` and `health`, their sources and their misuse."""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

from emulator_process import BINARY, Emulator, clean_environment, run_binary, segment, unclaimed_port, wait_until


class Precedence(unittest.TestCase):
    """Command line over environment over file over default, told by the region in the log's export line."""

    def region(self, *arguments, env=None):
        with Emulator(*arguments, env=env) as emulator:
            return emulator.log().split("AWS_REGION=")[1].split()[0]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = str(pathlib.Path(folder.name) / "emulator.toml")
        pathlib.Path(self.file).write_text('# a comment\nregion = "eu-central-1"\nretention = "2h"\nstrict = true\n')

    def test_default(self):
        self.assertEqual(self.region(), "us-east-1")

    def test_file_over_default(self):
        self.assertEqual(self.region("--config", self.file), "eu-central-1")

    def test_environment_over_file(self):
        self.assertEqual(self.region("--config", self.file, env={"XRAY_EMULATOR_REGION": "eu-west-1"}), "eu-west-1")

    def test_command_line_over_environment(self):
        self.assertEqual(
            self.region("--config", self.file, "--region", "eu-west-2", env={"XRAY_EMULATOR_REGION": "eu-west-1"}),
            "eu-west-2")

    def test_file_named_by_environment(self):
        self.assertEqual(self.region(env={"XRAY_EMULATOR_CONFIG": self.file}), "eu-central-1")

    def test_empty_variable_counts_as_not_set(self):
        self.assertEqual(self.region(env={"XRAY_EMULATOR_REGION": "", "XRAY_EMULATOR_STRICT": ""}), "us-east-1")

    def test_last_of_repeated_options_wins(self):
        self.assertEqual(self.region("--region", "a", "--region", "b"), "b")


class GoodValues(unittest.TestCase):
    def start(self, *arguments, env=None):
        with Emulator(*arguments, env=env) as emulator:
            self.assertEqual(emulator.health()["status"], "ok")
            return emulator.log()

    def test_every_option_on_the_command_line(self):
        self.start("serve", "--bind", "127.0.0.1", "--db", ":memory:", "--region", "eu-west-1", "--account-id",
                   "123456789012", "--strict", "--retention", "2h", "--indexing-delay", "500ms", "--log-level", "debug",
                   "--log-format", "json")

    def test_every_option_in_the_environment(self):
        log = self.start(env={
            "XRAY_EMULATOR_BIND": "127.0.0.1", "XRAY_EMULATOR_DB": ":memory:", "XRAY_EMULATOR_REGION": "eu-west-1",
            "XRAY_EMULATOR_ACCOUNT_ID": "123456789012", "XRAY_EMULATOR_STRICT": "yes", "XRAY_EMULATOR_RETENTION": "90s",
            "XRAY_EMULATOR_INDEXING_DELAY": "1.5s", "XRAY_EMULATOR_LOG_LEVEL": "debug",
            "XRAY_EMULATOR_LOG_FORMAT": "text"})
        self.assertIn("eu-west-1", log)

    def test_port_and_ready_file_from_the_environment(self):
        with tempfile.TemporaryDirectory() as folder:
            ready = pathlib.Path(folder) / "named-by-variable"
            # The command line of the helper wins over these; that both are read shows in the misuse test.
            with Emulator(env={"XRAY_EMULATOR_PORT": "1", "XRAY_EMULATOR_READY_FILE": str(ready)}) as emulator:
                self.assertNotEqual(emulator.port, 1)
                self.assertFalse(ready.exists())

    def test_durations(self):
        for duration in ("500ms", "10s", "5m", "2h", "30d", "0", "0.5h"):
            with self.subTest(duration=duration):
                self.start("--retention", duration, "--indexing-delay", duration)

    def test_log_levels(self):
        for level in ("trace", "debug", "info", "warn", "error", "off"):
            with self.subTest(level=level):
                log = self.start("--log-level", level)
                self.assertEqual("AWS_ENDPOINT_URL_XRAY" in log, level in ("trace", "debug", "info"))

    def test_kubernetes_service_link_is_no_option(self):
        log = self.start(env={
            "XRAY_EMULATOR_PORT": "tcp://10.0.0.1:2000", "XRAY_EMULATOR_SERVICE_HOST": "10.0.0.1",
            "XRAY_EMULATOR_SERVICE_PORT": "2000", "XRAY_EMULATOR_SERVICE_PORT_HTTP": "2000",
            "XRAY_EMULATOR_PORT_2000_TCP": "tcp://10.0.0.1:2000", "XRAY_EMULATOR_PORT_2000_TCP_PORT": "2000",
            "XRAY_EMULATOR_PORT_2000_UDP_ADDR": "10.0.0.1"})
        self.assertNotIn("XRAY_EMULATOR_", log)

    def test_what_clients_are_told_is_not_told_the_emulator(self):
        log = self.start(env={"XRAY_EMULATOR_BIN": "/opt/xray-emulator", "XRAY_EMULATOR_URL": "http://127.0.0.1:2000"})
        self.assertNotIn("XRAY_EMULATOR_", log)

    def test_variable_that_is_no_option_is_mentioned(self):
        log = self.start(env={"XRAY_EMULATOR_COLOUR": "red", "XRAY_EMULATOR_SHAPE": ""})
        self.assertEqual(log.count("XRAY_EMULATOR_COLOUR is not an option and is ignored"), 1, log)
        self.assertNotIn("XRAY_EMULATOR_SHAPE", log)

    def test_wildcard_address_is_told_as_loopback(self):
        with Emulator("--bind", "0.0.0.0") as emulator:
            self.assertEqual(emulator.host, "127.0.0.1")
            self.assertEqual(emulator.daemon[0], "127.0.0.1")

    def test_host_name_as_bind_address(self):
        with Emulator("--bind", "localhost") as emulator:
            self.assertEqual(emulator.health()["status"], "ok")

    def test_database_is_created_with_its_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a" / "b" / "traces.db"
            with Emulator("--db", str(path)) as emulator:
                emulator.post("/TraceSegments", {"TraceSegmentDocuments": [segment()]})
            self.assertTrue(path.exists())


class Misuse(unittest.TestCase):
    def assert_refused(self, *arguments, env=None, mentions):
        result = run_binary(*arguments, env=env)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for text in mentions:
            self.assertIn(text, result.stderr)

    def test_bad_values(self):
        for option, value in (
                ("port", "70000"), ("port", "-1"), ("port", "http"), ("port", "20 00"), ("account-id", "12345"),
                ("account-id", "12345678901x"), ("retention", "soon"), ("retention", "-5s"), ("retention", "5 s"),
                ("retention", "inf"), ("retention", "1e400d"), ("indexing-delay", "5w"), ("log-level", "loud"),
                ("log-format", "xml"), ("tls-self-signed", "maybe"), ("region", ""), ("db", ""), ("bind", "")):
            with self.subTest(option=option, value=value):
                self.assert_refused("serve", f"--{option}={value}", mentions=[f"--{option}"])
                if value:
                    variable = "XRAY_EMULATOR_" + option.upper().replace("-", "_")
                    self.assert_refused("serve", env={variable: value}, mentions=[variable, value])

    def test_duration_without_a_unit_comes_with_what_may_be_meant(self):
        self.assert_refused("--retention", "5", mentions=["--retention: '5'", "did you mean 5s or 5d?"])
        self.assert_refused(env={"XRAY_EMULATOR_INDEXING_DELAY": "10"},
                            mentions=["XRAY_EMULATOR_INDEXING_DELAY", "did you mean 10s or 10d?"])

    def test_bad_boolean_in_the_environment(self):
        self.assert_refused(env={"XRAY_EMULATOR_STRICT": "maybe"}, mentions=["XRAY_EMULATOR_STRICT", "maybe"])

    def test_unknown_words(self):
        self.assert_refused("sevre", mentions=["sevre"])
        self.assert_refused("--prot", "1", mentions=["--prot"])
        self.assert_refused("serve", "extra", mentions=["extra"])
        self.assert_refused("serve", "--port", mentions=["--port"])
        self.assert_refused("health", "--nonsense", mentions=["--nonsense"])

    def test_mistyped_variable(self):
        for variable, meant in (("PRT", "PORT"), ("LOGLEVEL", "LOG_LEVEL"), ("RETENSION", "RETENTION"),
                                ("ACOUNT_ID", "ACCOUNT_ID")):
            with self.subTest(variable=variable):
                self.assert_refused(env={f"XRAY_EMULATOR_{variable}": "1"}, mentions=[
                    f"XRAY_EMULATOR_{variable} is not an option; did you mean XRAY_EMULATOR_{meant}?"])
        self.assert_refused("-o", env={"XRAY_EMULATOR_PRT": "1"}, mentions=["XRAY_EMULATOR_PORT"])

    def test_mistyped_word_comes_with_what_was_meant(self):
        self.assert_refused("sevre", mentions=["did you mean serve?"])
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "emulator.toml"
            path.write_text("log-levl = \"info\"\n")
            self.assert_refused("--config", str(path), mentions=["'log-levl'", "did you mean log-level?"])

    def test_bad_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "emulator.toml"
            self.assert_refused("--config", str(path), mentions=[str(path)])
            for content, mention in (("colour = 1\n", "colour"), ("port = 99999\n", "99999"),
                                     ("[serve]\nport = 1\n", "serve.port"), ("config = \"x\"\n", "config")):
                with self.subTest(content=content):
                    path.write_text(content)
                    self.assert_refused("--config", str(path), mentions=[str(path), mention])


class Information(unittest.TestCase):
    def test_version(self):
        for arguments in (["--version"], ["serve", "--version"], ["health", "--version"]):
            with self.subTest(arguments=arguments):
                result = run_binary(*arguments)
                self.assertEqual(result.returncode, 0)
                self.assertRegex(result.stdout, r"^xray-emulator \d+\.\d+\.\d+\n"
                                                r"\w+ [\d.]+ for Linux \w+(, [\w/]+ \d[\d.]*){9}\n$")

    def test_licenses_of_every_library(self):
        libraries = re.findall(r", ([\w/]+) \d", run_binary("--version").stdout)
        result = run_binary("licenses")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        summary, _, texts = result.stdout.partition("\n====")
        for library in [*libraries, "GNU C Library", "libstdc++", "protozero", "tl::expected"]:
            self.assertIn(library, summary)
        for text in ("Apache License", "MIT License", "GNU LESSER GENERAL PUBLIC LICENSE", "GCC RUNTIME LIBRARY EXCEPTION"):
            self.assertIn(text, texts)
        self.assertEqual(run_binary("licenses", "--all").returncode, 2)

    def test_help_names_every_option(self):
        for arguments in (["--help"], ["-h"], ["serve", "--help"]):
            with self.subTest(arguments=arguments):
                result = run_binary(*arguments)
                self.assertEqual(result.returncode, 0)
                for option in ("bind", "port", "db", "ready-file", "region", "account-id", "strict", "retention",
                               "indexing-delay", "log-level", "log-format", "config", "version", "tls-cert", "tls-key",
                               "tls-self-signed", "tls-cert-out"):
                    self.assertIn(f"--{option}", result.stdout)
        self.assertIn("--endpoint", run_binary("health", "--help").stdout)

    def test_help_is_a_command(self):
        program = run_binary("--help")
        for command in ("serve", "run", "expect", "health", "help"):
            self.assertRegex(program.stdout, rf"\n  {command} +[a-z]")
            self.assertEqual(run_binary("help", command).returncode, 0)
        self.assertEqual(run_binary("help").stdout, program.stdout)
        self.assertEqual(run_binary("help", "health").stdout, run_binary("health", "--help").stdout)
        self.assertEqual(run_binary("help", "serve").stdout, run_binary("serve", "--help").stdout)
        unknown = run_binary("help", "sevre")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("did you mean serve?", unknown.stderr)


class Readme(unittest.TestCase):
    """README's table of options is what `--help` says, with code marked as such."""

    def test_table_of_options(self):
        self.maxDiff = None
        self.assertEqual(self.rows_of_readme(), self.rows_of_help())

    def rows_of_readme(self):
        text = (pathlib.Path(__file__).resolve().parents[2] / "README.md").read_text()
        table = text.split("\n## Options\n")[1].split("\n## ")[0]
        return [re.sub(r" +", " ", row.replace("`", "")) for row in table.splitlines() if row.startswith("| `--")]

    def rows_of_help(self):
        options = run_binary("serve", "--help").stdout.split("Options:\n")[1].split("\n\n")[0]
        rows = []
        for line in re.sub(r"\n {8,}", "  ", options).splitlines():
            option, meaning = re.fullmatch(r" *(-\S+(?: [A-Z]+)?) +(.*)", line).groups()
            if option in ("-h,--help", "--version"):
                continue
            default = re.search(r" \(default: (.*)\)$", meaning)
            meaning = meaning[:default.start()] if default else meaning
            rows.append(f"| {option} | {default[1] if default else ''} | {meaning} |".replace("  ", " "))
        return rows


class Health(unittest.TestCase):
    def test_running_emulator_is_well(self):
        with Emulator() as emulator:
            url = emulator.ready["http"]
            for arguments, env in ((["--endpoint", url], {}), ([], {"AWS_ENDPOINT_URL_XRAY": url}),
                                   ([], {"XRAY_EMULATOR_PORT": str(emulator.port)}), (["--endpoint", url + "/"], {})):
                with self.subTest(arguments=arguments, env=env):
                    result = run_binary("health", *arguments, env=env)
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertEqual(json.loads(result.stdout)["status"], "ok")

    def test_follows_the_variables_of_serve(self):
        with Emulator("--bind", "127.0.0.2", "--tls-self-signed") as emulator, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "emulator.toml"
            file.write_text(f'bind = "127.0.0.2"\nport = {emulator.port}\n')
            for env in ({"XRAY_EMULATOR_BIND": "127.0.0.2", "XRAY_EMULATOR_PORT": str(emulator.port)},
                        {"XRAY_EMULATOR_CONFIG": str(file)},
                        {"XRAY_EMULATOR_PORT": "0", "XRAY_EMULATOR_READY_FILE": str(emulator.ready_file)},
                        {"AWS_ENDPOINT_URL_XRAY": emulator.ready["https"], "XRAY_EMULATOR_PORT": "9"}):
                with self.subTest(env=env):
                    result = run_binary("health", env=env)
                    self.assertEqual(result.returncode, 0, result.stderr)

    def test_follows_the_arguments_of_the_containers_emulator(self):
        # A new PID namespace is what a container is to its processes; making one takes the rights to do so.
        tools = [shutil.which(tool) for tool in ("unshare", "nsenter")]
        if None in tools or subprocess.run([tools[0], "-pf", "--mount-proc", "true"], check=False,
                                           capture_output=True).returncode != 0:
            self.skipTest("PID namespaces cannot be made here")
        port = unclaimed_port()
        container = subprocess.Popen([tools[0], "-pf", "--kill-child", "--mount-proc", BINARY, "serve", "--bind", "127.0.0.2",
                                      "--port", str(port)], env=clean_environment(), stderr=subprocess.DEVNULL)
        self.addCleanup(container.wait)
        self.addCleanup(container.kill)
        children = pathlib.Path(f"/proc/{container.pid}/task/{container.pid}/children")
        first = wait_until(lambda: children.read_text().strip(), "the container's first process").split()[0]
        check = [tools[1], "--target", first, "--pid", "--mount", BINARY, "health"]

        def is_healthy():
            result = subprocess.run(check, env=clean_environment(), capture_output=True, text=True, check=False)
            return result.returncode == 0 and json.loads(result.stdout)["status"] == "ok"
        wait_until(is_healthy, "health")

    def test_nobody_there_is_exit_code_1(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            result = run_binary("health", "--endpoint", f"http://127.0.0.1:{unused.getsockname()[1]}")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no answer", result.stderr)

    def test_bad_url_is_exit_code_1(self):
        for url in ("127.0.0.1:2000", "https://127.0.0.1:2000", "http://", "http://127.0.0.1:99999"):
            with self.subTest(url=url):
                self.assertEqual(run_binary("health", "--endpoint", url).returncode, 1)

    def test_silent_listener_is_given_up(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            result = run_binary("health", "--endpoint", f"http://127.0.0.1:{silent.getsockname()[1]}")
        self.assertEqual(result.returncode, 1)


if __name__ == "__main__":
    unittest.main()
