# SPDX-License-Identifier: Apache-2.0
"""pytest plugin: an emulator for the whole run, and the fixture `xray`, which is that emulator without traces.

The environment points to the emulator before any test module is imported, so that SDKs that read it at import find
it. Each worker of pytest-xdist has an emulator of its own. Where XRAY_EMULATOR_URL is set, the emulator there is used
and not ended.
"""

import os
from typing import Iterator, Optional

import pytest

from .emulator import Emulator, EmulatorError

_EMULATOR = pytest.StashKey[Optional[Emulator]]()
_PROBLEM = pytest.StashKey[str]()
_BEFORE = pytest.StashKey[dict]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("xray-emulator")
    group.addoption("--xray-update", action="store_true", help="write the snapshots of traces instead of comparing")
    parser.addini("xray_emulator_options", "options of xray-emulator serve", type="args", default=[])


def _only_distributes(config: pytest.Config) -> bool:
    """The process of pytest-xdist that runs no tests itself."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if _only_distributes(config):
        return
    try:
        url = os.environ.get("XRAY_EMULATOR_URL")
        emulator = Emulator.connect(url) if url else Emulator.start(*config.getini("xray_emulator_options"))
    except EmulatorError as problem:
        # Told by the fixture: who does not use it has no need of an emulator.
        config.stash[_PROBLEM] = str(problem)
        return
    config.stash[_EMULATOR] = emulator
    config.stash[_BEFORE] = {name: os.environ.get(name) for name in emulator.environment}
    os.environ.update(emulator.environment)


def pytest_unconfigure(config: pytest.Config) -> None:
    emulator = config.stash.get(_EMULATOR, None)
    if emulator is None:
        return
    emulator.close()
    for name, value in config.stash[_BEFORE].items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


class XRay(Emulator):
    """The emulator, as tests have it: snapshots know of --xray-update."""

    def __init__(self, emulator: Emulator, update: bool):
        super().__init__(emulator.url, emulator.daemon_address)
        self._update = update

    def snapshot(self, file, filter: str = "", *, update: bool = False) -> None:
        super().snapshot(file, filter, update=update or self._update)


@pytest.fixture(scope="session")
def xray_emulator(request: pytest.FixtureRequest) -> Emulator:
    """The emulator of this run, with whatever traces it has."""
    emulator = request.config.stash.get(_EMULATOR, None)
    if emulator is None:
        pytest.fail(request.config.stash.get(_PROBLEM, "there is no emulator here"), pytrace=False)
    return emulator


@pytest.fixture
def xray(xray_emulator: Emulator, request: pytest.FixtureRequest) -> Iterator[XRay]:
    """The emulator of this run, without traces."""
    xray_emulator.reset()
    yield XRay(xray_emulator, request.config.getoption("--xray-update"))
