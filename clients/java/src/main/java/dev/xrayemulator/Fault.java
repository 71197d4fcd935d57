// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fault that the emulator is to show, so that a test sees what the application does then:
 * {@code Fault.of("PutTraceSegments").error("ThrottledException").count(1)}.
 */
public final class Fault {
    private final Map<String, Object> members;

    private Fault(Map<String, Object> members) {
        this.members = members;
    }

    static Fault read(Map<String, Object> members) {
        return new Fault(members);
    }

    /** A fault of the calls of one operation ("PutTraceSegments"), or of all ("*"). */
    public static Fault of(String operation) {
        return new Fault(Map.of("operation", operation));
    }

    /** A fault of what comes over UDP. */
    public static Fault ofUdp() {
        return of("UDP");
    }

    /** They are answered with this error, by the name that the API has for it ("ThrottledException"). */
    public Fault error(String name) {
        return with("error", name);
    }

    /** They are answered so much later. */
    public Fault delay(Duration time) {
        return with("delayMs", time.toMillis());
    }

    /** They are lost (over UDP). */
    public Fault drop() {
        return with("drop", true);
    }

    /** Only so many, the next. */
    public Fault count(int number) {
        return with("count", number);
    }

    /** Only this share of them, from 0 to 1. */
    public Fault share(double share) {
        return with("share", share);
    }

    /** Everything, by the names of {@code /_emulator/faults}. */
    public Map<String, Object> members() {
        return members;
    }

    @Override
    public String toString() {
        return Json.write(members);
    }

    private Fault with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Fault(more);
    }
}
