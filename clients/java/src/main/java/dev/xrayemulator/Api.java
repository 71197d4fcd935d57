// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Requests to an emulator: JSON in and out. */
final class Api {
    /** What a request may take beyond the time that it is asked to wait. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

    static final int OK = 200;
    static final int REFUSED = 400;

    private final String url;

    Api(String url) {
        this.url = url;
    }

    /** What was answered. */
    static final class Answer {
        final int status;
        final Map<String, Object> body;

        Answer(int status, Map<String, Object> body) {
            this.status = status;
            this.body = body;
        }

        /** The body, if all went well. */
        Map<String, Object> taken() {
            if (status == OK) return body;
            String message = Json.text(body, "Message");
            if (message.isEmpty()) message = Json.text(body, "message");
            throw new EmulatorException(message.isEmpty() ? "status " + status : message);
        }
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), Duration.ZERO);
    }

    Answer put(String path, Map<String, ?> body) {
        return send("PUT", path, BodyPublishers.ofString(Json.write(body)), Duration.ZERO);
    }

    Answer post(String path, Map<String, ?> body) {
        return post(path, body, Duration.ZERO);
    }

    /** `wait` is how long the emulator is asked to wait with its answer. */
    Answer post(String path, Map<String, ?> body, Duration wait) {
        return send("POST", path, BodyPublishers.ofString(Json.write(body)), wait);
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body, Duration wait) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).method(method, body)
                    .header("Content-Type", "application/json").timeout(PATIENCE.plus(wait)).build();
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), Json.read(response.body()));
        } catch (IOException error) {
            throw new EmulatorException("there is no emulator at " + url + ": " + reason(error), error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new EmulatorException("interrupted while waiting for the emulator at " + url, error);
        }
    }

    /** HttpClient tells of a refused connection without a message. */
    private static String reason(IOException error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
