// SPDX-License-Identifier: Apache-2.0
'use strict';

/** The binary that XRAY_EMULATOR_BIN names, else the one of this platform's package, else the first on the PATH. */
function binary() {
  if (process.env.XRAY_EMULATOR_BIN) return process.env.XRAY_EMULATOR_BIN;
  try {
    return require.resolve(`xray-emulator-${process.platform}-${process.arch}/bin/xray-emulator`);
  } catch {
    return 'xray-emulator';
  }
}

module.exports = { binary };
