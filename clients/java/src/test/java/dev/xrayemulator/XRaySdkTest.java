// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** What a test asks of the emulator, with traces of the X-Ray SDK for Java. */
@ExtendWith(XrayEmulatorExtension.class)
class XRaySdkTest {
    private static Shop shop;

    @BeforeAll
    static void open(XrayEmulator xray) {
        shop = new Shop(xray);
    }

    @Test
    void tracesAreFoundCountedAndRead(XrayEmulator xray) {
        String id = shop.checkOut("alice");
        List<TraceSummary> found = xray.expect("annotation.customer = \"alice\"");
        assertEquals(1, found.size());
        TraceSummary summary = found.get(0);
        assertEquals(id, summary.id());
        assertEquals(Map.of("customer", List.of("alice")), summary.annotations());
        assertFalse(summary.isPartial() || summary.hasFault() || summary.hasError() || summary.hasThrottle());
        Trace trace = xray.trace(id);
        assertEquals(Map.of("customer", "alice"), trace.segment("shop").annotations());
        assertEquals(List.of("stock"), List.of(trace.segment("shop").subsegments().get(0).name()));
        AssertionError misspelt = assertThrows(AssertionError.class, () -> trace.segment("shpo"));
        assertEquals("0 segments are called 'shpo'; there are shop, stock", misspelt.getMessage());
        xray.forbid("fault", wanted -> wanted.quiet(Duration.ZERO));
        assertThrows(AssertionError.class,
                () -> xray.trace("1-65f00000-0123456789abcdef01234567", wanted -> wanted.within(Duration.ZERO)));
    }

    @Test
    void aTestStartsWithoutTraces(XrayEmulator xray) {
        xray.expect("", wanted -> wanted.exactly(0).quiet(Duration.ZERO));
        assertEquals(List.of(), xray.traces(""));
        assertEquals(0, xray.stats().documentsReceived());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop -> stock = 2", "shop->stock >= 2", "\"shop\" -> \"stock\" < 3", "shop -> stock <= 2",
            "shop -> stock > 1"})
    void callsThatAreSo(String calls, XrayEmulator xray) {
        xray.expect("", wanted -> wanted.traces(shop.checkOut("bob", 2)).calls(calls));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop -> stock = 1", "shop->stock > 2", "\"shop\" -> \"stock\" < 2", "shop -> stock >= 3",
            "shop -> stock <= 1"})
    void callsThatAreNotSo(String calls, XrayEmulator xray) {
        xray.trace(shop.checkOut("bob", 2));
        assertThrows(AssertionError.class, () -> xray.expect("", wanted -> wanted.calls(calls).within(Duration.ZERO)));
    }

    @Test
    void numbersOfTraces(XrayEmulator xray) {
        shop.checkOut("carol");
        xray.trace(shop.checkOut("carol"));
        xray.expect("", wanted -> wanted.count(2));
        xray.expect("", wanted -> wanted.exactly(2).quiet(Duration.ZERO));
        xray.expect("", wanted -> wanted.atMost(2).quiet(Duration.ZERO).partial());
        assertThrows(AssertionError.class, () -> xray.expect("", wanted -> wanted.count(3).within(Duration.ZERO)));
        assertThrows(AssertionError.class, () -> xray.expect("", wanted -> wanted.atMost(1)));
        assertThrows(AssertionError.class, () -> xray.forbid(""));
        assertEquals(2, xray.traces("annotation.customer = \"carol\"").size());
        assertEquals(0, xray.traces("annotation.customer = \"dave\"").size());
    }

    @Test
    void aFailureExplainsItself(XrayEmulator xray) {
        xray.trace(shop.checkOut("alice"));
        AssertionError failure = assertThrows(AssertionFailedError.class,
                () -> xray.expect("service(\"shpo\")", wanted -> wanted.within(Duration.ofMillis(200))));
        assertTrue(failure.getMessage().startsWith("expected at least 1 trace that matches: service(\"shpo\")"),
                failure.getMessage());
        assertTrue(failure.getMessage().contains("did you mean \"shop\"?"), failure.getMessage());
    }

    @Test
    void misuseIsToldApartFromFailure(XrayEmulator xray) {
        tells("Error Location", () -> xray.expect("service(\"shop\""));
        tells("Error Location", () -> xray.traces("service(\"shop\""));
        tells("front -> back", () -> xray.expect("", wanted -> wanted.calls("shop stock")));
        tells("fewer calls than none", () -> xray.expect("", wanted -> wanted.calls("shop -> stock < 0")));
        tells("no emulator at http://127.0.0.1:9", () -> XrayEmulator.connect("http://127.0.0.1:9/").reset());
    }

    private static void tells(String what, Runnable misuse) {
        EmulatorException told = assertThrows(EmulatorException.class, misuse::run);
        assertTrue(told.getMessage().contains(what), told.getMessage());
    }

    @Test
    void snapshotsAreWrittenComparedAndUpdated(XrayEmulator xray, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("shape.txt");
        xray.trace(shop.checkOut("alice"));
        xray.snapshot(file, "", true);
        assertTrue(Files.readString(file).contains("shop"), () -> "nothing of the shop in " + file);
        xray.snapshot(file);
        xray.snapshot(file, "service(\"shop\")");
        xray.reset();
        xray.trace(shop.checkOut("alice", 2));
        AssertionError differs = assertThrows(AssertionError.class, () -> xray.snapshot(file));
        assertTrue(differs.getMessage().contains("stock"), differs.getMessage());
        xray.snapshot(file, "", true);
        xray.snapshot(file);
        tells("Error Location", () -> xray.snapshot(file, "service(\"shop\""));
    }

    @Test
    void whatWasRefusedIsCounted(XrayEmulator xray) {
        new Api(xray.url()).post("/TraceSegments", Map.of("TraceSegmentDocuments", List.of("{\"name\":\"shop\"}")));
        xray.trace(shop.checkOut("alice"));
        Stats stats = xray.stats();
        assertEquals(1, stats.datagramsReceived());
        assertEquals(2, stats.documentsReceived());
        assertEquals(1, stats.documentsStored());
        assertEquals(1, stats.documentsRejected());
        assertEquals(Map.of("MissingId", 1L), stats.rejectedByReason());
        assertEquals("PutTraceSegments", stats.lastRejected().get(0).get("source"));
    }

    @Test
    void moreTracesThanAPageHolds(XrayEmulator xray) {
        for (int number = 0; number < 120; ++number) shop.checkOut("erin");
        xray.expect("", wanted -> wanted.count(120));
        assertEquals(120, xray.traces("").stream().map(TraceSummary::id).distinct().count());
    }
}
