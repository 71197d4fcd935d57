// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/** Where the emulator's binary is. */
final class Binary {
    private static final String NAME = "xray-emulator";

    /** Not looked for yet (null), none, or its path. */
    private static Optional<String> packaged;

    private Binary() {}

    /** The binary that XRAY_EMULATOR_BIN names, else the one in this package, else the first on the PATH. */
    static String find() {
        String named = System.getenv("XRAY_EMULATOR_BIN");
        if (named != null && !named.isEmpty()) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new EmulatorException("XRAY_EMULATOR_BIN names " + named + ", which is no program that may be run");
            }
            return named;
        }
        if (packaged().isPresent()) return packaged().get();
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator)) {
            Path candidate = Path.of(folder, NAME);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) return candidate.toString();
        }
        throw new EmulatorException(
                "xray-emulator is not on the PATH. Put it there, or set XRAY_EMULATOR_BIN to where it is");
    }

    /** The binary that comes with this package, written to a file once for this process and removed at its end. */
    private static synchronized Optional<String> packaged() {
        if (packaged == null) packaged = extract();
        return packaged;
    }

    private static Optional<String> extract() {
        try (InputStream resource = Binary.class.getResourceAsStream("/" + NAME + "/" + platform() + "/" + NAME)) {
            if (resource == null) return Optional.empty();
            // Only its owner may enter this folder.
            Path folder = Files.createTempDirectory("xray-emulator-bin-");
            folder.toFile().deleteOnExit();
            Path program = Files.createFile(folder.resolve(NAME),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            program.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(program)) {
                resource.transferTo(out);
            }
            return Optional.of(program.toString());
        } catch (IOException error) {
            throw new EmulatorException("cannot write the emulator's binary to a file: " + error, error);
        }
    }

    /** linux-x86_64, linux-aarch64 and so on. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ")[0];
        String machine = System.getProperty("os.arch");
        return system + "-" + (machine.equals("amd64") ? "x86_64" : machine);
    }
}
