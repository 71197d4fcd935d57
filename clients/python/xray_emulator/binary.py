# SPDX-License-Identifier: Apache-2.0
"""Where the emulator's binary is."""

import os
import shutil
from pathlib import Path


def find_binary() -> str:
    """The binary that XRAY_EMULATOR_BIN names, else the one in this package, else the first on the PATH.

    Raises FileNotFoundError, with what to do, where there is none.
    """
    named = os.environ.get("XRAY_EMULATOR_BIN")
    if named:
        if not os.access(named, os.X_OK):
            raise FileNotFoundError(f"XRAY_EMULATOR_BIN names {named}, which is no program that may be run")
        return named
    packaged = Path(__file__).parent / "bin" / "xray-emulator"
    if os.access(packaged, os.X_OK):
        return str(packaged)
    found = shutil.which("xray-emulator")
    if found is None:
        raise FileNotFoundError(
            "xray-emulator is not on the PATH. Put it there, or set XRAY_EMULATOR_BIN to where it is")
    return found
