// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An emulator that this process has started. */
final class EmulatorProcess {
    /** How long it may take to listen. It takes some milliseconds; a machine may be busy. */
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MS = 2;

    private final Process process;
    private final Map<String, Object> addresses;

    private EmulatorProcess(Process process, Map<String, Object> addresses) {
        this.process = process;
        this.addresses = addresses;
    }

    static EmulatorProcess start(List<String> options) {
        String binary = Binary.find();
        try {
            Path folder = Files.createTempDirectory("xray-emulator-");
            try {
                return start(binary, options, folder.resolve("ready.json"), folder.resolve("log"));
            } finally {
                Files.deleteIfExists(folder.resolve("ready.json"));
                Files.deleteIfExists(folder.resolve("log"));
                Files.deleteIfExists(folder);
            }
        } catch (IOException error) {
            throw new EmulatorException("cannot start " + binary + ": " + error.getMessage(), error);
        }
    }

    String url() {
        return Json.text(addresses, "http");
    }

    String daemonAddress() {
        return Json.text(addresses, "daemon");
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly();
        } catch (InterruptedException error) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static EmulatorProcess start(String binary, List<String> options, Path ready, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary, "serve", "--port", "0", "--ready-file", ready.toString(), "--exit-with-parent"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // What would configure the emulator otherwise than it is started here.
        builder.environment().keySet().removeIf(name -> name.startsWith("XRAY_EMULATOR_"));
        Process process = builder.start();
        boolean isReady = false;
        try {
            process.getOutputStream().close();
            awaitReady(process, binary, ready, log);
            isReady = true;
        } finally {
            if (!isReady) process.destroyForcibly();
        }
        return new EmulatorProcess(process, Json.read(Files.readString(ready)));
    }

    private static void awaitReady(Process process, String binary, Path ready, Path log) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        // Written at once with all that it says.
        while (!Files.exists(ready)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new EmulatorException(binary + " did not start: " + Files.readString(log).strip());
            }
            try {
                Thread.sleep(LOOK_AGAIN_MS);
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
                throw new EmulatorException("interrupted while starting " + binary, error);
            }
        }
    }
}
