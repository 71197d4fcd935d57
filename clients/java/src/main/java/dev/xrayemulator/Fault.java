// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What calls of the X-Ray API are to meet: an error, a delay or a loss; the next so many, a share of them, or all:
 * {@code xray.faults(Fault.of("PutTraceSegments").error("ThrottledException").count(1))}.
 */
public final class Fault {
    private final Map<String, Object> members;

    private Fault(Map<String, Object> members) {
        this.members = members;
    }

    static Fault read(Map<String, Object> members) {
        return new Fault(members);
    }

    /** Of one operation ("PutTraceSegments"), or of all ("*"). */
    public static Fault of(String operation) {
        return new Fault(Map.of("operation", operation));
    }

    /** Of datagrams. */
    public static Fault ofUdp() {
        return of("UDP");
    }

    /** They are answered with an exception of the API ("ThrottledException"), or with "InternalFailure". */
    public Fault error(String name) {
        return with("error", name);
    }

    /** They are done, and answered so much later. */
    public Fault delay(Duration time) {
        return with("delayMs", time.toMillis());
    }

    /** Datagrams are lost. */
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

    /** How many calls it had met when the emulator told of it. */
    public long applied() {
        return (long) Json.number(members, "applied");
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
