// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Small test classes as a project has them, each run by an engine of its own. */
class ExtensionTest {
    private static Events run(Class<?> suite) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(suite)).execute().testEvents();
    }

    @Test
    void theExplanationIsWhatJUnitShows() {
        Throwable failure = run(Failing.class).failed().stream().findFirst().orElseThrow()
                .getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
        assertTrue(failure.toString().contains("did you mean \"shop\"? there is no \"shpo\""), failure.toString());
    }

    @ExtendWith(XrayEmulatorExtension.class)
    static class Failing {
        @Test
        void misspelt(XrayEmulator xray) {
            xray.trace(new Shop(xray).checkOut("alice"));
            xray.expect("service(\"shpo\")", wanted -> wanted.within(Duration.ZERO));
        }
    }

    @Test
    void nestedClassesShareTheEmulatorWhichEndsWithTheClass() {
        run(Outer.class).assertStatistics(events -> events.succeeded(2).failed(0));
        EmulatorException gone = assertThrows(EmulatorException.class, () -> Outer.emulator.stats());
        assertTrue(gone.getMessage().contains("there is no emulator at"), gone.getMessage());
    }

    @ExtendWith(XrayEmulatorExtension.class)
    static class Outer {
        static XrayEmulator emulator;

        Outer(XrayEmulator xray) {
            if (emulator == null) emulator = xray;
        }

        @Test
        void outside(XrayEmulator xray) {
            assertSame(emulator, xray);
        }

        @Nested
        class Inner {
            @Test
            void inside(XrayEmulator xray) {
                assertSame(emulator, xray);
            }
        }
    }

    @Test
    void optionsArePassedOnAndTracesKept() {
        run(Configured.class).assertStatistics(events -> events.succeeded(2).failed(0));
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Configured {
        @RegisterExtension
        static final XrayEmulatorExtension extension =
                new XrayEmulatorExtension("--account-id", "123456789012").keepTraces();

        @Test
        @Order(1)
        void account(XrayEmulator xray) {
            Map<String, Object> group = Json.object(new Api(xray.url()).post("/CreateGroup",
                    Map.of("GroupName", "g", "FilterExpression", "fault")).taken(), "Group");
            assertTrue(Json.text(group, "GroupARN").contains(":123456789012:"), group::toString);
            xray.trace(new Shop(xray).checkOut("alice"));
        }

        @Test
        @Order(2)
        void kept(XrayEmulator xray) {
            xray.expect("annotation.customer = \"alice\"", wanted -> wanted.within(Duration.ZERO));
        }
    }

    @Test
    void theExtensionMayBelongToOneTest() {
        run(Instance.class).assertStatistics(events -> events.succeeded(2).failed(0));
        assertThrows(EmulatorException.class, () -> Instance.emulator.stats());
    }

    static class Instance {
        static XrayEmulator emulator;

        @RegisterExtension
        final XrayEmulatorExtension extension = new XrayEmulatorExtension();

        @Test
        void one(XrayEmulator xray) {
            emulator = xray;
            xray.trace(new Shop(xray).checkOut("alice"));
        }

        @Test
        void other(XrayEmulator xray) {
            emulator = xray;
            assertEquals(0, xray.traces("").size());
            xray.trace(new Shop(xray).checkOut("bob"));
        }
    }
}
