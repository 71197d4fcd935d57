// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

/**
 * The emulator could not be started or reached, or refused what it was asked: a mistake of the test's, not a failed
 * expectation.
 */
public final class EmulatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmulatorException(String message) {
        super(message);
    }

    EmulatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
