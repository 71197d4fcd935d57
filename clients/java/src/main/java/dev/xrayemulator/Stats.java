// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has arrived at an emulator since it was started or reset, and what of it was refused. */
public final class Stats {
    private final Map<String, Object> members;

    Stats(Map<String, Object> members) {
        this.members = members;
    }

    /** Datagrams of the X-Ray daemon's protocol. */
    public long datagramsReceived() {
        return number("datagrams_received");
    }

    /** Segment documents, by whatever way they came. */
    public long documentsReceived() {
        return number("documents_received");
    }

    public long documentsStored() {
        return number("documents_stored");
    }

    public long documentsRejected() {
        return number("documents_rejected");
    }

    /** Spans of OpenTelemetry. */
    public long spansReceived() {
        return number("otlp_spans_received");
    }

    /** How many documents were refused for each reason. */
    public Map<String, Long> rejectedByReason() {
        Map<String, Long> found = new LinkedHashMap<>();
        Map<String, Object> reasons = Json.object(members, "rejected_by_reason");
        for (String reason : reasons.keySet()) found.put(reason, (long) Json.number(reasons, reason));
        return found;
    }

    /** The last documents that were refused, with reason and a cut of their text. */
    public List<Map<String, Object>> lastRejected() {
        return Json.objects(members, "last_rejected");
    }

    /** Everything, by the names of {@code /_emulator/stats}. */
    public Map<String, Object> members() {
        return members;
    }

    @Override
    public String toString() {
        return Json.write(members);
    }

    private long number(String name) {
        return (long) Json.number(members, name);
    }
}
