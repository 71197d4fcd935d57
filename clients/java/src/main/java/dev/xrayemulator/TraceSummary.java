// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What GetTraceSummaries answers for one trace. */
public final class TraceSummary {
    private final Map<String, Object> members;

    TraceSummary(Map<String, Object> members) {
        this.members = members;
    }

    public String id() {
        return Json.text(members, "Id");
    }

    /** Seconds from the start of the first segment to the end of the last. */
    public double duration() {
        return Json.number(members, "Duration");
    }

    /** Seconds that the root segment took. */
    public double responseTime() {
        return Json.number(members, "ResponseTime");
    }

    public boolean hasFault() {
        return Json.isTrue(members, "HasFault");
    }

    public boolean hasError() {
        return Json.isTrue(members, "HasError");
    }

    public boolean hasThrottle() {
        return Json.isTrue(members, "HasThrottle");
    }

    /** A segment of it is in progress, or something of it is missing. */
    public boolean isPartial() {
        return Json.isTrue(members, "IsPartial");
    }

    /** The values of each annotation in the trace, by key: String, Boolean, Long or Double. */
    public Map<String, List<Object>> annotations() {
        Map<String, List<Object>> found = new LinkedHashMap<>();
        Map<String, Object> annotations = Json.object(members, "Annotations");
        for (String key : annotations.keySet()) {
            List<Object> values = found.computeIfAbsent(key, name -> new ArrayList<>());
            for (Map<String, Object> one : Json.objects(annotations, key)) {
                Json.object(one, "AnnotationValue").values().stream().filter(Objects::nonNull).forEach(values::add);
            }
        }
        return found;
    }

    /** Everything, by the API's names. */
    public Map<String, Object> members() {
        return members;
    }

    @Override
    public String toString() {
        return id();
    }
}
