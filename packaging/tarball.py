# SPDX-License-Identifier: Apache-2.0
"""xray-emulator-VERSION-linux-ARCH.tar.gz: the binary and what is to be read."""

from archives import Entry, compress, folder, program, tar
from product import Architecture, Product


def write(product: Product, architecture: Architecture, man_page: bytes) -> None:
    name = f"xray-emulator-{product.version}-linux-{architecture.debian}"
    entries = [
        folder(name),
        Entry(f"{name}/CHANGELOG.md", product.text("CHANGELOG.md")),
        Entry(f"{name}/LICENSE", product.text("LICENSE")),
        Entry(f"{name}/README.md", product.text("README.md")),
        Entry(f"{name}/THIRD-PARTY-LICENSES", product.licenses),
        program(f"{name}/xray-emulator", product.binaries[architecture].read_bytes()),
        Entry(f"{name}/xray-emulator.1", man_page),
    ]
    (product.out / f"{name}.tar.gz").write_bytes(compress(tar(entries, product.epoch)))
