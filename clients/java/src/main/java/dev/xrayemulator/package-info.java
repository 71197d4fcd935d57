// SPDX-License-Identifier: Apache-2.0
/**
 * Assert on AWS X-Ray traces in tests, with a local emulator.
 *
 * <pre>{@code
 * try (XrayEmulator xray = XrayEmulator.start()) {
 *     checkOut("alice");
 *     xray.expect("service(\"shop\") AND annotation.customer = \"alice\"");
 * }
 * }</pre>
 *
 * <p>With JUnit there is nothing to start: see {@link dev.xrayemulator.XrayEmulatorExtension}.
 */
package dev.xrayemulator;
