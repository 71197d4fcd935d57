// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an emulator is found, started and ended, seen from processes with an environment of their own. */
class ProcessTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String NOWHERE = "/nowhere/xray-emulator";

    @TempDir
    Path folder;

    private ProcessBuilder program(String classPath, String what) {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder, "-cp", classPath, Program.class.getName(), what);
        builder.environment().keySet().removeIf(name -> name.startsWith("XRAY_EMULATOR_"));
        builder.environment().put("XRAY_EMULATOR_BIN", Binary.find());
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** The one line that it prints. */
    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static String line(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
    }

    /** Where the binary is not to be found but in the class path. */
    private ProcessBuilder withoutBinary(String classPath, String what) {
        ProcessBuilder builder = program(classPath, what);
        builder.environment().remove("XRAY_EMULATOR_BIN");
        builder.environment().put("PATH", folder.toString());
        return builder;
    }

    @Test
    void itEndsWithTheProcessThatStartedIt() throws Exception {
        Process process = program(CLASS_PATH, "start").start();
        XrayEmulator emulator = XrayEmulator.connect(line(process).split(" ")[0]);
        emulator.reset();
        process.destroyForcibly().waitFor();
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        assertThrows(EmulatorException.class, () -> {
            while (Instant.now().isBefore(end)) emulator.expect("", wanted -> wanted.exactly(0).quiet(Duration.ZERO));
        });
    }

    @Test
    void theBinaryInThePackageIsUsedAndNothingIsLeftOfIt() throws Exception {
        Path packaged = folder.resolve("package/xray-emulator/linux-" + System.getProperty("os.arch")
                .replace("amd64", "x86_64"));
        Files.createDirectories(packaged);
        Files.createSymbolicLink(packaged.resolve("xray-emulator"), Path.of(Binary.find()));
        Process process =
                withoutBinary(CLASS_PATH + File.pathSeparator + folder.resolve("package"), "start").start();
        Path binary = Path.of(line(process).split(" ")[1]);
        assertEquals(folder, binary.getParent().getParent());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(binary)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(binary.getParent())));
        process.getOutputStream().close();
        assertEquals(0, process.waitFor());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals("package", left.map(one -> one.getFileName().toString()).collect(Collectors.joining(", ")));
        }
    }

    @Test
    void theBinaryOnThePathIsUsed() throws Exception {
        Files.createSymbolicLink(folder.resolve("xray-emulator"), Path.of(Binary.find()));
        String told = output(withoutBinary(CLASS_PATH, "start"));
        assertTrue(told.endsWith(" " + folder.resolve("xray-emulator")), told);
    }

    @Test
    void aBinaryThatIsNotThereIsTold() throws Exception {
        assertEquals("xray-emulator is not on the PATH. Put it there, or set XRAY_EMULATOR_BIN to where it is",
                output(withoutBinary(CLASS_PATH, "start")));
        ProcessBuilder named = program(CLASS_PATH, "start");
        named.environment().put("XRAY_EMULATOR_BIN", NOWHERE);
        assertEquals("XRAY_EMULATOR_BIN names " + NOWHERE + ", which is no program that may be run", output(named));
    }

    @Test
    void optionsThatAreNotThereAreTold() {
        EmulatorException told = assertThrows(EmulatorException.class, () -> XrayEmulator.start("--no-such-option"));
        assertTrue(told.getMessage().matches("(?s).* did not start: .*no-such-option.*"), told.getMessage());
    }

    @Test
    void anotherProcessFindsItByItsEnvironment() throws Exception {
        try (XrayEmulator xray = XrayEmulator.start()) {
            ProcessBuilder builder = program(CLASS_PATH, "trace");
            builder.environment().putAll(xray.environment());
            Trace trace = xray.trace(output(builder).lines().reduce((first, last) -> last).orElseThrow());
            assertEquals("shop", trace.segment("shop").name());
        }
    }

    @Test
    void anEmulatorThatRunsAlreadyIsUsedAndNotEnded() throws Exception {
        try (XrayEmulator given = XrayEmulator.start()) {
            ProcessBuilder builder = program(CLASS_PATH, "extension");
            builder.environment().putAll(Map.of("XRAY_EMULATOR_URL", given.url(), "XRAY_EMULATOR_BIN", NOWHERE));
            assertEquals(given.url(), output(builder));
            given.reset();
        }
    }

    @Test
    void whereOpenTest4JIsNotThereAFailureIsAPlainAssertionError() throws Exception {
        String without = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !entry.contains("opentest4j") && !entry.contains("junit"))
                .collect(Collectors.joining(File.pathSeparator));
        assertEquals("java.lang.AssertionError: expected at least 1 trace that matches: fault",
                output(program(without, "fail")));
    }
}
