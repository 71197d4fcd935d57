# SPDX-License-Identifier: Apache-2.0
"""The npm packages: xray-emulator, which is clients/node with the command, and one with the binary for each platform, of
which npm installs the one that fits."""

from __future__ import annotations

import json

from archives import Entry, compress, program, tar
from product import ROOT, Architecture, Product

CLIENT = ROOT / "clients" / "node"

LAUNCHER = b"""#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const child = spawn(require('./binary.js').binary(), process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// A terminal sends this one to both.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
child.on('error', (error) => {
  console.error(`xray-emulator: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + constants.signals[signal] : code;
});
"""


def platform_package(architecture: Architecture) -> str:
    return f"xray-emulator-linux-{architecture.node}"


def _pack(product: Product, name: str, manifest: dict, entries: list[Entry]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    all_entries = [Entry("package/package.json", text.encode()), *entries]
    (product.out / f"{name}-{product.version}.tgz").write_bytes(compress(tar(all_entries, product.epoch)))


def write_platform(product: Product, architecture: Architecture) -> None:
    name = platform_package(architecture)
    manifest = {
        "name": name,
        "version": product.version,
        "description": f"The binary of xray-emulator for Linux on {architecture.node}",
        "license": "Apache-2.0",
        "os": ["linux"],
        "cpu": [architecture.node],
        "files": ["bin", "THIRD-PARTY-LICENSES"],
        # Package managers that keep packages zipped must unpack what is to be run.
        "preferUnplugged": True,
    }
    _pack(product, name, manifest, [
        Entry("package/LICENSE", product.text("LICENSE")),
        Entry("package/README.md", f"# {name}\n\n{manifest['description']}. Install `xray-emulator`, not this.\n".encode()),
        Entry("package/THIRD-PARTY-LICENSES", product.licenses),
        program("package/bin/xray-emulator", product.binaries[architecture].read_bytes()),
    ])


def write(product: Product) -> None:
    manifest = json.loads((CLIENT / "package.json").read_text())
    manifest["version"] = product.version
    manifest["bin"] = {"xray-emulator": "xray-emulator.js"}
    manifest["files"] += ["xray-emulator.js"]
    manifest["optionalDependencies"] = {platform_package(one): product.version for one in product.binaries}
    del manifest["scripts"]
    files = [name for name in manifest["files"] if name != "xray-emulator.js"]
    _pack(product, "xray-emulator", manifest, [
        Entry("package/LICENSE", product.text("LICENSE")),
        *(Entry(f"package/{name}", (CLIENT / name).read_bytes()) for name in files),
        program("package/xray-emulator.js", LAUNCHER),
    ])
