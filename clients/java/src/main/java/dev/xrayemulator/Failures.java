// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import org.opentest4j.AssertionFailedError;

/** An expectation that is not met, as test frameworks know it. */
final class Failures {
    private Failures() {}

    static AssertionError failure(String explanation) {
        try {
            return OpenTest4J.failure(explanation);
        } catch (NoClassDefFoundError absent) {
            return new AssertionError(explanation);
        }
    }

    /** A class of its own, so that the one around it loads where OpenTest4J is not on the class path. */
    private static final class OpenTest4J {
        static AssertionError failure(String explanation) {
            return new AssertionFailedError(explanation);
        }
    }
}
