// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How faults are written, against a server that keeps what was put last and hands it out; and how calls meet them. */
class FaultTest {
    private HttpServer server;
    private XrayEmulator xray;
    private volatile String faults = "{\"faults\":[]}";

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_emulator/faults", this::answer);
        server.createContext("/_emulator/reset", exchange -> send(exchange, 200, "{}"));
        server.start();
        xray = XrayEmulator.connect("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status = 200;
        String body = new String(exchange.getRequestBody().readAllBytes());
        if (exchange.getRequestMethod().equals("PUT")) {
            if (body.contains("Nothing")) status = 400;
            else faults = body;
        }
        send(exchange, status, status == 200 ? faults : "{\"Message\":\"there is no operation Nothing\"}");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] answer = text.getBytes();
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void faultsAreWrittenAsTheEmulatorTakesThem() {
        List<Fault> kept = xray.faults(
                Fault.of("PutTraceSegments").error("ThrottledException").count(1),
                Fault.of("*").delay(Duration.ofMillis(250)).share(0.5),
                Fault.ofUdp().drop());
        assertEquals(List.of(
                Map.of("operation", "PutTraceSegments", "error", "ThrottledException", "count", 1L),
                Map.of("operation", "*", "delayMs", 250L, "share", 0.5),
                Map.of("operation", "UDP", "drop", true)),
                kept.stream().map(Fault::members).collect(Collectors.toList()));
        xray.clearFaults();
        assertEquals("{\"faults\":[]}", faults);
    }

    @Test
    void aResetEndsThem() {
        xray.faults(Fault.of("*").error("InternalFailure"));
        xray.reset();
        assertEquals("{\"faults\":[]}", faults);
    }

    @Test
    void aCallMeetsThemUntilTheReset() throws IOException {
        try (XrayEmulator emulator = XrayEmulator.start()) {
            emulator.faults(Fault.of("GetGroups").error("ThrottledException").count(2));
            assertEquals(429, statusOfGetGroups(emulator));
            emulator.reset();
            assertEquals(200, statusOfGetGroups(emulator));
            assertThrows(EmulatorException.class, () -> emulator.faults(Fault.of("Nothing").drop()));
        }
    }

    private static int statusOfGetGroups(XrayEmulator emulator) throws IOException {
        HttpURLConnection call = (HttpURLConnection) new URL(emulator.url() + "/Groups").openConnection();
        call.setRequestMethod("POST");
        call.setDoOutput(true);
        call.getOutputStream().write("{}".getBytes());
        return call.getResponseCode();
    }

    @Test
    void aFaultThatCannotBeIsTold() {
        EmulatorException told = assertThrows(EmulatorException.class, () -> xray.faults(Fault.of("Nothing").drop()));
        assertEquals("there is no operation Nothing", told.getMessage());
    }
}
