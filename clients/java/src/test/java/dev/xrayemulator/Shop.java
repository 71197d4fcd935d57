// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.config.DaemonConfiguration;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Namespace;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.io.IOException;

/** An application with the X-Ray SDK: a shop that calls a stock. */
final class Shop {
    private final AWSXRayRecorder recorder;

    Shop(XrayEmulator xray) {
        recorder = recorder(xray);
    }

    /** A recorder that sends every trace to this emulator. */
    static AWSXRayRecorder recorder(XrayEmulator xray) {
        DaemonConfiguration daemon = new DaemonConfiguration();
        daemon.setDaemonAddress(xray.daemonAddress());
        try {
            return AWSXRayRecorderBuilder.standard()
                    .withEmitter(Emitter.create(daemon)).withSamplingStrategy(new AllSamplingStrategy()).build();
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Returns the trace's id. */
    String checkOut(String customer, int calls) {
        try (Segment segment = recorder.beginSegment("shop")) {
            segment.putAnnotation("customer", customer);
            for (int call = 0; call < calls; ++call) {
                try (Subsegment stock = recorder.beginSubsegment("stock")) {
                    stock.setNamespace(Namespace.REMOTE.toString());
                }
            }
            return segment.getTraceId().toString();
        }
    }

    String checkOut(String customer) {
        return checkOut(customer, 1);
    }
}
