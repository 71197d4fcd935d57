# SPDX-License-Identifier: Apache-2.0
"""xray-emulator-VERSION-oci-ARCH.tar: the image, written without an engine. `docker load` and `podman load` take it: it
is an OCI layout that has Docker's manifest.json beside the index."""

from __future__ import annotations

import hashlib
import json
import time

from archives import Entry, compress, folder, program, tar
from product import Architecture, Product

USER = 10001

# The image by the name that docker-compose.yml and the recipes have.
NAME = "xray-emulator"

_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"

_SECOND = 1_000_000_000


def layer(product: Product, binary: bytes) -> bytes:
    return tar([
        folder("data", owner=USER),
        folder("etc"),
        Entry("etc/group", f"root:x:0:\nxray:x:{USER}:\n".encode()),
        Entry("etc/passwd", f"root:x:0:0:root:/:/sbin/nologin\nxray:x:{USER}:{USER}:xray:/data:/sbin/nologin\n".encode()),
        folder("tmp", mode=0o1777),
        folder("usr"), folder("usr/local"), folder("usr/local/bin"),
        program("usr/local/bin/xray-emulator", binary),
        folder("usr/share"), folder("usr/share/doc"), folder("usr/share/doc/xray-emulator"),
        Entry("usr/share/doc/xray-emulator/LICENSE", product.text("LICENSE")),
        Entry("usr/share/doc/xray-emulator/THIRD-PARTY-LICENSES", product.licenses),
    ], product.epoch)


def config(product: Product, architecture: Architecture, layer_digest: str) -> dict:
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(product.epoch))
    return {
        "created": created,
        "architecture": architecture.debian,
        "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "ExposedPorts": {"2000/tcp": {}, "2000/udp": {}, "4317/tcp": {}},
            "Env": ["PATH=/usr/local/bin", "XRAY_EMULATOR_BIND=0.0.0.0"],
            "Entrypoint": ["xray-emulator"],
            "WorkingDir": "/data",
            "Healthcheck": {
                "Test": ["CMD", "xray-emulator", "health"],
                "Interval": 2 * _SECOND, "Timeout": 2 * _SECOND, "StartPeriod": 5 * _SECOND, "Retries": 5,
            },
            "Labels": {
                "org.opencontainers.image.title": "xray-emulator",
                "org.opencontainers.image.description": "AWS X-Ray for testing, offline",
                "org.opencontainers.image.licenses": "Apache-2.0",
                "org.opencontainers.image.version": product.version,
                "org.opencontainers.image.created": created,
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [layer_digest]},
        "history": [{"created": created, "created_by": "packaging/oci.py", "comment": "FROM scratch"}],
    }


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def _descriptor(media_type: str, data: bytes, **more: object) -> dict:
    return {"mediaType": media_type, "digest": _digest(data), "size": len(data), **more}


def write(product: Product, architecture: Architecture) -> None:
    plain = layer(product, product.binaries[architecture].read_bytes())
    packed = compress(plain)
    configuration = _json(config(product, architecture, _digest(plain)))
    manifest = _json({
        "schemaVersion": 2, "mediaType": _MANIFEST,
        "config": _descriptor(_CONFIG, configuration), "layers": [_descriptor(_LAYER, packed)],
    })
    tags = [f"{NAME}:{product.version}", f"{NAME}:latest"]
    platform = {"architecture": architecture.debian, "os": "linux"}
    index = {
        "schemaVersion": 2, "mediaType": _INDEX,
        "manifests": [
            _descriptor(_MANIFEST, manifest, platform=platform, annotations={
                "io.containerd.image.name": f"docker.io/library/{tag}",
                "org.opencontainers.image.ref.name": tag.split(":")[1],
            }) for tag in tags
        ],
    }

    def path(data: bytes) -> str:
        return "blobs/sha256/" + hashlib.sha256(data).hexdigest()

    blobs = sorted((configuration, manifest, packed), key=path)
    archive = [
        folder("blobs"), folder("blobs/sha256"),
        *(Entry(path(blob), blob) for blob in blobs),
        Entry("index.json", _json(index)),
        Entry("manifest.json", _json([{"Config": path(configuration), "RepoTags": tags, "Layers": [path(packed)]}])),
        Entry("oci-layout", _json({"imageLayoutVersion": "1.0.0"})),
    ]
    name = f"xray-emulator-{product.version}-oci-{architecture.debian}.tar"
    (product.out / name).write_bytes(tar(archive, product.epoch))
