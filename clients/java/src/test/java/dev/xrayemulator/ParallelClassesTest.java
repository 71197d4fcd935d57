// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Classes that run side by side have an emulator each. */
class ParallelClassesTest {
    private static final int CLASSES = 4;
    private static final CountDownLatch ALL_BEGAN = new CountDownLatch(CLASSES);
    private static final Set<String> EMULATORS = ConcurrentHashMap.newKeySet();

    @Test
    void eachSeesItsOwnTracesOnly() {
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "" + CLASSES)
                .selectors(selectClass(A.class), selectClass(B.class), selectClass(C.class), selectClass(D.class))
                .execute().testEvents().assertStatistics(events -> events.succeeded(CLASSES * 10).failed(0));
        assertEquals(CLASSES, EMULATORS.size());
    }

    @ExtendWith(XrayEmulatorExtension.class)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Suite {
        private final String customer = getClass().getSimpleName();
        private Shop shop;

        @BeforeAll
        void open(XrayEmulator xray) throws InterruptedException {
            shop = new Shop(xray);
            EMULATORS.add(xray.url());
            ALL_BEGAN.countDown();
            assertTrue(ALL_BEGAN.await(60, TimeUnit.SECONDS), "the classes do not run side by side");
        }

        @RepeatedTest(10)
        void own(XrayEmulator xray) {
            shop.checkOut(customer);
            xray.expect("annotation.customer = \"" + customer + "\"");
            List<TraceSummary> all = xray.expect("", wanted -> wanted.exactly(1).quiet(Duration.ZERO));
            assertEquals(List.of(customer), all.get(0).annotations().get("customer"));
        }
    }

    static class A extends Suite {}

    static class B extends Suite {}

    static class C extends Suite {}

    static class D extends Suite {}
}
