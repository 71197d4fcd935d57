// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A segment or subsegment: its document, and what is asked of it most. */
public final class Segment {
    private final Map<String, Object> members;

    Segment(Map<String, Object> members) {
        this.members = members;
    }

    public String id() {
        return Json.text(members, "id");
    }

    /** The id of the segment or subsegment that it was called from; empty at the root. */
    public String parentId() {
        return Json.text(members, "parent_id");
    }

    public String name() {
        return Json.text(members, "name");
    }

    /** X-Ray concluded it from a call; no service sent it. */
    public boolean isInferred() {
        return Json.isTrue(members, "inferred");
    }

    public boolean isFault() {
        return Json.isTrue(members, "fault");
    }

    public boolean isError() {
        return Json.isTrue(members, "error");
    }

    public boolean isThrottle() {
        return Json.isTrue(members, "throttle");
    }

    /** String, Boolean, Long or Double by key. */
    public Map<String, Object> annotations() {
        return Json.object(members, "annotations");
    }

    public List<Segment> subsegments() {
        return Json.objects(members, "subsegments").stream().map(Segment::new).collect(Collectors.toList());
    }

    /** Everything, by the document's names. */
    public Map<String, Object> members() {
        return members;
    }

    /** The document as JSON. */
    @Override
    public String toString() {
        return Json.write(members);
    }
}
