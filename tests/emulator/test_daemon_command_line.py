# SPDX-License-Identifier: Apache-2.0
"""In the place of the X-Ray daemon: its flags, its cfg.yaml, its start-up lines."""

import pathlib
import tempfile
import unittest

from emulator_process import Emulator, datagram, run_binary, segment, unclaimed_port


def start(*arguments, **options):
    return Emulator(*arguments, port_option=(), **options)


class Flags(unittest.TestCase):
    def assert_serves(self, emulator):
        emulator.send(datagram(segment()))
        emulator.wait_for_segments(1)

    def test_every_flag_is_accepted(self):
        port = unclaimed_port()
        address = f"127.0.0.1:{port}"
        forms = (
            ["-a", "arn:aws:ec2:x", "-o", "-m", "24", "-n", "us-west-2", "-b", address, "-t", address, "-r", "role",
             "-l", "dev", "-p", "proxy:80"],
            ["--resource-arn", "arn", "--local-mode", "--buffer-memory", "24", "--region", "us-west-2", "--bind",
             address, "--bind-tcp", address, "--role-arn", "role", "--log-level", "dev", "--proxy-address", "proxy:80"],
            ["-resource-arn=arn", "-local-mode=true", "-buffer-memory=24", "-region=us-west-2", f"-bind={address}",
             f"-bind-tcp={address}", "-role-arn=role", "-log-level=dev", "-proxy-address=proxy:80"])
        for arguments in forms:
            with self.subTest(arguments=arguments), start(*arguments) as emulator:
                self.assertEqual(emulator.ready["daemon"], address)
                self.assertEqual(emulator.ready["http"], f"http://{address}")
                self.assert_serves(emulator)
                log = emulator.log()
                self.assertEqual(log.count("has no effect offline"), 5, log)
                self.assertIn("AWS_REGION=us-west-2", log)
                self.assertIn("Initializing AWS X-Ray daemon ", log)
                self.assertIn(f"Starting proxy http server on {address}", log)

    def test_one_address_serves_both(self):
        address = f"127.0.0.1:{unclaimed_port()}"
        for flag in ("-b", "--bind"):
            with self.subTest(flag=flag), start(flag, address) as emulator:
                self.assertEqual(emulator.ready["http"], f"http://{address}")
                self.assertEqual(emulator.ready["daemon"], address)

    def test_two_ports_are_bound_as_asked_and_mentioned(self):
        udp, tcp = unclaimed_port(), unclaimed_port()
        with start("-b", f"127.0.0.1:{udp}", "-t", f"127.0.0.1:{tcp}") as emulator:
            self.assertEqual(emulator.daemon[1], udp)
            self.assertEqual(emulator.port, tcp)
            self.assert_serves(emulator)
            log = emulator.log()
            self.assertEqual(log.count("expect the same port for both"), 1)
            self.assertIn(f'AWS_XRAY_DAEMON_ADDRESS="tcp:127.0.0.1:{tcp} udp:127.0.0.1:{udp}"', log)

    def test_called_xray(self):
        port = unclaimed_port()
        with start("--bind", f"127.0.0.1:{port}", name="/usr/bin/xray") as emulator:
            self.assertEqual(emulator.port, port)
            self.assertIn("Initializing AWS X-Ray daemon", emulator.log())

    def test_later_flags_win(self):
        port = unclaimed_port()
        with start("-b", "127.0.0.1:1", "-n", "eu-west-1", "-b", f"127.0.0.1:{port}", "-n", "eu-west-3") as emulator:
            self.assertEqual(emulator.port, port)
            self.assertIn("AWS_REGION=eu-west-3", emulator.log())

    def test_options_of_serve_may_stand_beside(self):
        with tempfile.TemporaryDirectory() as folder:
            database = pathlib.Path(folder) / "x.db"
            with start("-o", "-b", f"127.0.0.1:{unclaimed_port()}", "--db", str(database)) as emulator:
                self.assert_serves(emulator)
            self.assertTrue(database.exists())

    def test_tls_options_of_serve_may_stand_beside(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate = pathlib.Path(folder) / "certificate.pem"
            with start("-o", "-b", f"127.0.0.1:{unclaimed_port()}", "--tls-self-signed", "--tls-cert-out",
                       str(certificate)) as emulator:
                self.assert_serves(emulator)
                self.assertIn("BEGIN CERTIFICATE", certificate.read_text())

    def test_region_of_the_environment(self):
        address = f"127.0.0.1:{unclaimed_port()}"
        with start("-o", "-b", address, env={"AWS_REGION": "ap-south-1"}) as emulator:
            self.assertIn("AWS_REGION=ap-south-1", emulator.log())

    def test_log_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "daemon.log"
            with start("-b", f"127.0.0.1:{unclaimed_port()}", "-f", str(path)) as emulator:
                self.assertEqual(emulator.log(), "")
                self.assertIn("Initializing AWS X-Ray daemon", path.read_text())

    def test_version_and_help(self):
        for flag in ("-v", "-version", "--version"):
            result = run_binary(flag, name="xray")
            self.assertEqual(result.returncode, 0)
            self.assertRegex(result.stdout, r"^xray-emulator \d+\.\d+\.\d+, in place of the AWS X-Ray daemon\n$")
        for flag in ("-h", "--help"):
            result = run_binary(flag, name="/usr/bin/xray")
            self.assertEqual(result.returncode, 0)
            self.assertTrue(result.stdout.startswith("Usage: X-Ray [options]\n\t-a\t"), result.stdout)

    def test_misuse(self):
        for arguments, mention in ((["-o", "-x"], "flag provided but not defined: -x"),
                                   (["-o", "-n"], "flag needs an argument: -n"),
                                   (["-m", "lots"], "'lots' is not a whole number"),
                                   (["-b", "nowhere"], "'nowhere' is not an address"),
                                   (["-o=perhaps"], "'perhaps' is not true or false"),
                                   (["-o", "-l", "loud"], "'loud' is not a log level")):
            with self.subTest(arguments=arguments):
                result = run_binary(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn(mention, result.stderr)


class ConfigurationFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "cfg.yaml"

    def write(self, **values):
        port = unclaimed_port()
        self.path.write_text(f"""# of a Kubernetes ConfigMap
TotalBufferSizeMB: 24
Region: "eu-north-1"   # quoted
Endpoint: ""
Socket:
  UDPAddress: "127.0.0.1:{port}"
  TCPAddress: 127.0.0.1:{port}
Logging:
  LogRotation: true
  LogLevel: prod
  LogPath: ""
LocalMode: false
ResourceARN: ""
RoleARN: ''
NoVerifySSL: false
ProxyAddress: ""
Version: {values.get("version", 2)}
{values.get("more", "")}
""")
        return port

    def test_honoured(self):
        port = self.write()
        with start("-c", str(self.path)) as emulator:
            self.assertEqual(emulator.port, port)
            self.assertEqual(emulator.daemon[1], port)
            self.assertIn("AWS_REGION=eu-north-1", emulator.log())
            self.assertEqual(emulator.log().count("has no effect offline"), 1, emulator.log())

    def test_long_flag_with_a_yaml_file(self):
        port = self.write()
        with start("--config", str(self.path)) as emulator:
            self.assertEqual(emulator.port, port)

    def test_command_line_wins(self):
        self.write()
        port = unclaimed_port()
        address = f"127.0.0.1:{port}"
        with start("-c", str(self.path), "-n", "sa-east-1", "-b", address, "-t", address) as emulator:
            self.assertEqual(emulator.port, port)
            self.assertIn("AWS_REGION=sa-east-1", emulator.log())

    def test_found_in_the_working_folder(self):
        port = self.write(more="SomethingNew: 1")
        with start("-o", cwd=self.folder) as emulator:
            self.assertEqual(emulator.port, port)

    def test_refused_files(self):
        for values, mention in (({"version": 3}, "Version must be 1 or 2"), ({"version": ""}, "Version must be 1 or 2"),
                                ({"more": "Colour: red"}, "unknown key 'Colour'"),
                                ({"more": "MemoryLimit: 3"}, "'TotalBufferSizeMB'"),
                                ({"more": "Profile:\n  CPU: x"}, "'Profile.CPU' was removed"),
                                ({"more": "Socket:\n  UDPAddress: nowhere"}, "'nowhere' is not an address"),
                                ({"more": "no colon here"}, "is not of the form 'Key: value'"),
                                ({"more": "  Stray: 1"}, "has unexpected indentation")):
            with self.subTest(values=values):
                self.write(**values)
                result = run_binary("-c", str(self.path))
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertIn(mention, result.stderr)
                self.assertIn(str(self.path), result.stderr)

    def test_missing_file(self):
        result = run_binary("-c", str(self.folder / "absent.yaml"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("absent.yaml", result.stderr)


if __name__ == "__main__":
    unittest.main()
