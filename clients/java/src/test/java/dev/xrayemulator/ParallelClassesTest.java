// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.entities.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Classes that run side by side have an emulator each. */
class ParallelClassesTest {
    private static final int CLASSES = 4;
    private static final int RUNS = 10;

    private static void run(Class<?>... classes) {
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "" + CLASSES)
                .selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new))
                .execute().testEvents()
                .assertStatistics(events -> events.succeeded(classes.length * RUNS).failed(0));
    }

    /** The only trace that the emulator of a class has is the one of that class. */
    private static void assertOwn(XrayEmulator xray, String customer) {
        xray.expect("annotation.customer = \"" + customer + "\"");
        List<TraceSummary> all = xray.expect("", wanted -> wanted.exactly(1).quiet(Duration.ZERO));
        assertEquals(List.of(customer), all.get(0).annotations().get("customer"));
    }

    @Test
    void eachSeesItsOwnTracesOnly() {
        run(A.class, B.class, C.class, D.class);
        assertEquals(CLASSES, Recording.EMULATORS.size());
    }

    @ExtendWith(XrayEmulatorExtension.class)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Recording {
        static final CountDownLatch ALL_BEGAN = new CountDownLatch(CLASSES);
        static final Set<String> EMULATORS = ConcurrentHashMap.newKeySet();

        private final String customer = getClass().getSimpleName();
        private Shop shop;

        @BeforeAll
        void open(XrayEmulator xray) throws InterruptedException {
            shop = new Shop(xray);
            EMULATORS.add(xray.url());
            ALL_BEGAN.countDown();
            assertTrue(ALL_BEGAN.await(60, TimeUnit.SECONDS), "the classes do not run side by side");
        }

        @RepeatedTest(RUNS)
        void own(XrayEmulator xray) {
            shop.checkOut(customer);
            assertOwn(xray, customer);
        }
    }

    static class A extends Recording {}

    static class B extends Recording {}

    static class C extends Recording {}

    static class D extends Recording {}

    @Test
    void theGlobalRecorderIsUsedByOneClassAfterTheOther() {
        run(E.class, F.class, G.class);
    }

    @ExtendWith(XrayEmulatorExtension.class)
    @ResourceLock("AWSXRay")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Global {
        private final String customer = getClass().getSimpleName();

        @BeforeAll
        void open(XrayEmulator xray) {
            AWSXRay.setGlobalRecorder(Shop.recorder(xray));
        }

        @RepeatedTest(RUNS)
        void own(XrayEmulator xray) {
            try (Segment segment = AWSXRay.beginSegment("shop")) {
                segment.putAnnotation("customer", customer);
            }
            assertOwn(xray, customer);
        }
    }

    static class E extends Global {}

    static class F extends Global {}

    static class G extends Global {}
}
