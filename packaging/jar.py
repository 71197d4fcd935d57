# SPDX-License-Identifier: Apache-2.0
"""xray-emulator-VERSION.jar: clients/java with the binaries as resources, compiled with javac alone."""

from __future__ import annotations

import sys

from product import ROOT, Product

CLIENT = ROOT / "clients" / "java"


def write(product: Product) -> None:
    if not CLIENT.exists():
        print("dist: no clients/java here, so no jar", file=sys.stderr)
