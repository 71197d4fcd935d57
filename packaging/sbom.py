# SPDX-License-Identifier: Apache-2.0
"""sbom.spdx.json: which library of which version is in the binary of which architecture (SPDX 2.3)."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import time

import licenses
from product import ROOT, Architecture, Product

HOME = "https://xray-emulator.dev"


def _native_version(package: str) -> str:
    result = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], check=True, capture_output=True, text=True)
    return result.stdout


def _foreign_versions(architecture: Architecture) -> dict[str, str]:
    file = ROOT / "build" / f"{architecture.debian}-libraries" / "versions"
    versions = dict(line.split()[:2] for line in file.read_text().splitlines())
    # These two come with the cross compiler.
    versions["libc6-dev"] = _native_version(f"libc6-dev-{architecture.debian}-cross")
    versions["libstdc++-12-dev"] = _native_version(f"libstdc++-12-dev-{architecture.debian}-cross")
    return versions


def _versions(architecture: Architecture) -> dict[str, str]:
    packages = [package for _, _, _, package, _ in licenses.LIBRARIES]
    foreign = {} if architecture.preset == "dist" else _foreign_versions(architecture)
    return {package: foreign.get(package) or _native_version(package) for package in packages}


def _id(text: str) -> str:
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", text)


def _library(name: str, home: str, licence: str, package: str, copyright_of: str, version: str) -> dict:
    return {
        "SPDXID": _id(f"Library-{name}-{version}"),
        "name": name,
        "versionInfo": version,
        "homepage": home,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": copyright_of,
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{package.replace('+', '%2B')}@{version.replace('+', '%2B')}",
        }],
    }


def _console() -> list[dict]:
    return [{
        "SPDXID": _id(f"Npm-{name}-{version}"),
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": f"pkg:npm/{name.replace('@', '%40')}@{version}",
        }],
    } for _, name, version, licence in licenses.console_packages()]


def _binary(product: Product, architecture: Architecture) -> dict:
    digest = hashlib.sha256(product.binaries[architecture].read_bytes()).hexdigest()
    return {
        "SPDXID": _id(f"Binary-{architecture.debian}"),
        "name": "xray-emulator",
        "versionInfo": product.version,
        "packageFileName": f"xray-emulator (linux/{architecture.debian})",
        "primaryPackagePurpose": "APPLICATION",
        "homepage": HOME,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": "The xray-emulator authors",
    }


def write(product: Product) -> None:
    packages: dict[str, dict] = {}
    relationships = []

    def relate(one: str, kind: str, other: str) -> None:
        relationships.append({"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other})

    console = _console()
    for architecture in product.binaries:
        binary = _binary(product, architecture)
        packages[binary["SPDXID"]] = binary
        relate("SPDXRef-DOCUMENT", "DESCRIBES", binary["SPDXID"])
        versions = _versions(architecture)
        for name, home, licence, package, copyright_of in licenses.LIBRARIES:
            library = _library(name, home, licence, package, copyright_of, versions[package])
            packages[library["SPDXID"]] = library
            relate(binary["SPDXID"], "STATIC_LINK", library["SPDXID"])
        for part in console:
            packages[part["SPDXID"]] = part
            relate(binary["SPDXID"], "CONTAINS", part["SPDXID"])
    digest = hashlib.sha256(json.dumps(packages, sort_keys=True).encode()).hexdigest()
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"xray-emulator-{product.version}",
        "documentNamespace": f"{HOME}/sbom/{product.version}/{digest[:32]}",
        "creationInfo": {
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(product.epoch)),
            "creators": ["Tool: xray-emulator packaging/sbom.py", "Organization: xray-emulator"],
        },
        "packages": list(packages.values()),
        "relationships": relationships,
    }
    (product.out / "sbom.spdx.json").write_text(json.dumps(document, indent=2) + "\n")
