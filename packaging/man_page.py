# SPDX-License-Identifier: Apache-2.0
"""xray-emulator(1), made of what the binary says of itself with --help."""

from __future__ import annotations

import re
import subprocess
import time

from product import Product

_COMMAND = re.compile(r"^  ([a-z]+) +\S", re.MULTILINE)

# Shown without commands of their own: what they print is in the page already.
_PLAIN = ("serve", "help")


def _help(binary: str, *arguments: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    result = subprocess.run([binary, *arguments], check=True, capture_output=True, text=True, env=environment)
    return result.stdout


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in escaped.splitlines())


def _verbatim(text: str) -> str:
    return f".nf\n{_escape(text.strip(chr(10)))}\n.fi\n"


def make(product: Product, binary: str) -> bytes:
    """`binary` must run here; the page is the same for every architecture."""
    program = _help(binary, "--help")
    commands = [name for name in _COMMAND.findall(program.split("\nCommands:\n")[1].split("\n\n")[0]) if name not in _PLAIN]
    day = time.strftime("%Y-%m-%d", time.gmtime(product.epoch))
    page = [
        f'.TH XRAY\\-EMULATOR 1 "{day}" "xray\\-emulator {product.version}" "User Commands"\n',
        ".SH NAME\nxray\\-emulator \\- AWS X\\-Ray on this machine, for testing\n",
        ".SH SYNOPSIS\n.B xray\\-emulator\n[\\fICOMMAND\\fR] [\\fIOPTION\\fR]...\n",
        ".SH DESCRIPTION\n"
        "Takes traces as X\\-Ray SDKs, the X\\-Ray daemon, AWS SDKs and OpenTelemetry send them, and answers the X\\-Ray\n"
        "API. No AWS account, credentials or internet are needed.\n.PP\n" + _verbatim(program.split("\n", 2)[2]),
    ]
    page.append(".SH COMMANDS\n")
    for name in commands:
        page.append(f".SS {name}\n" + _verbatim(_help(binary, "help", name)))
    page.append(
        ".SH EXIT STATUS\n0 when all is well, 2 for misuse, 3 when an expectation is not met, 1 for any other failure.\n"
        "\\fBrun\\fR passes on the exit status of its command.\n"
    )
    page.append(".SH FILES\n.TP\n.I /usr/share/doc/xray\\-emulator/THIRD\\-PARTY\\-LICENSES.gz\n"
                "The licences of what the binary contains; so does \\fBxray\\-emulator licenses\\fR.\n")
    return "".join(page).encode()
