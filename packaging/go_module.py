# SPDX-License-Identifier: Apache-2.0
"""xray-emulator-go-VERSION.zip: clients/go as the module archive that Go's proxies serve, for GOPROXY=file://…. Who can
reach the repository needs it not: Go makes the same from the tag."""

from __future__ import annotations

import re

from archives import Entry, zip_file
from product import ROOT, Product

CLIENT = ROOT / "clients" / "go"


def module() -> str:
    return re.search(r"^module (\S+)$", (CLIENT / "go.mod").read_text(), re.MULTILINE)[1]


def write(product: Product) -> None:
    root = f"{module()}@v{product.version}"
    entries = [Entry(f"{root}/{file.relative_to(CLIENT).as_posix()}", file.read_bytes())
               for file in sorted(CLIENT.rglob("*")) if file.is_file()]
    entries.append(Entry(f"{root}/LICENSE", product.text("LICENSE")))
    (product.out / f"xray-emulator-go-{product.version}.zip").write_bytes(zip_file(entries, product.epoch))
