// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One trace with its segments, as BatchGetTraces answers it. */
public final class Trace {
    private final String id;
    private final double duration;
    private final List<Segment> segments;

    Trace(Map<String, Object> answer) {
        id = Json.text(answer, "Id");
        duration = Json.number(answer, "Duration");
        segments = Json.objects(answer, "Segments").stream()
                .map(one -> new Segment(Json.read(Json.text(one, "Document")))).collect(Collectors.toUnmodifiableList());
    }

    public String id() {
        return id;
    }

    /** Seconds from the start of the first segment to the end of the last. */
    public double duration() {
        return duration;
    }

    public List<Segment> segments() {
        return segments;
    }

    /** The one segment of that name that a service sent; AssertionError where there is none, or more than one. */
    public Segment segment(String name) {
        List<Segment> found = segments.stream().filter(one -> one.name().equals(name) && !one.isInferred())
                .collect(Collectors.toList());
        if (found.size() == 1) return found.get(0);
        String names = segments.stream().map(Segment::name).distinct().sorted().collect(Collectors.joining(", "));
        throw Failures.failure(found.size() + " segments are called '" + name + "'; there are " + names);
    }

    @Override
    public String toString() {
        return id + " " + segments.stream().map(Segment::name).collect(Collectors.toList());
    }
}
