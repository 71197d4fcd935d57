# SPDX-License-Identifier: Apache-2.0
"""Assert on AWS X-Ray traces in tests.

    with Emulator.start() as xray:
        subprocess.run(["my-app"], env={**os.environ, **xray.environment})
        xray.expect('service("shop") AND annotation.customer = "alice"')

With pytest there is nothing to start: the fixture `xray` is an emulator without traces (xray_emulator.pytest_plugin).
"""

from .emulator import Emulator, EmulatorError, Trace

__all__ = ["Emulator", "EmulatorError", "Trace"]
