// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.io.IOException;
import java.time.Duration;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What tests run in a process of its own, with an environment and a class path of its own. */
final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
        try {
            switch (arguments[0]) {
                case "start": start(); break;
                case "fail": fail(); break;
                case "trace": trace(); break;
                case "extension": extension(); break;
                default: throw new IllegalArgumentException(arguments[0]);
            }
        } catch (EmulatorException error) {
            System.out.println(error.getMessage());
        }
    }

    /** Tells the emulator's address and where its binary is, and ends when its input does. */
    private static void start() throws IOException {
        try (XrayEmulator xray = XrayEmulator.start()) {
            System.out.println(xray.url() + " " + Binary.find());
            System.in.transferTo(System.out);
        }
    }

    /** Tells the class and the first line of a failed expectation. */
    private static void fail() {
        try (XrayEmulator xray = XrayEmulator.start()) {
            xray.expect("fault", wanted -> wanted.within(Duration.ZERO));
        } catch (AssertionError failure) {
            System.out.println(failure.toString().split("\n")[0]);
        }
    }

    /** Sends a trace to where the environment says; tells its id. */
    private static void trace() {
        AWSXRay.setGlobalRecorder(
                AWSXRayRecorderBuilder.standard().withSamplingStrategy(new AllSamplingStrategy()).build());
        try (Segment segment = AWSXRay.beginSegment("shop")) {
            System.out.println(segment.getTraceId());
        }
    }

    /** Tells which emulator a test class has. */
    private static void extension() {
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(ExtensionTest.Outer.class)).execute().testEvents()
                .assertStatistics(events -> events.succeeded(2).failed(0));
        System.out.println(ExtensionTest.Outer.emulator.url());
    }
}
