# SPDX-License-Identifier: Apache-2.0
"""`serve --forward`: what arrives is passed on, and whoever brings it never waits for that."""

import http.server
import json
import pathlib
import re
import secrets
import signal
import socket
import threading
import time
import unittest

from emulator_process import Emulator, datagram, new_trace_id, run_binary, segment, unclaimed_port, wait_until

BUFFER_BYTES = 64 << 20


class Destination:
    """Stands for an X-Ray endpoint: remembers what it is sent, and answers as the test wants.

    `answers` are taken one a request, each (status, body, headers); after the last one, and without any, everything is
    taken. While `gate` is not set, no request is answered.
    """

    def __init__(self, *answers, port=0):
        self.answers = list(answers)
        self.requests = []
        self.times = []
        self.gate = threading.Event()
        self.gate.set()
        self._lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer.take(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    def take(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        with self._lock:
            self.requests.append((request.path, dict(request.headers), body))
            self.times.append(time.monotonic())
            status, answer, headers = self.answers.pop(0) if self.answers else (200, {}, {})
        if status == 200:
            answer = {"UnprocessedTraceSegments": [], **answer}
        self.gate.wait()
        data = json.dumps(answer).encode()
        try:
            request.send_response(status)
            for name, value in {"Content-Length": len(data), **headers}.items():
                request.send_header(name, str(value))
            request.end_headers()
            request.wfile.write(data)
        except OSError:
            pass  # the emulator has left

    def batches(self):
        """The documents of each request, parsed."""
        with self._lock:
            bodies = [body for _, _, body in self.requests]
        return [[json.loads(text) for text in json.loads(body)["TraceSegmentDocuments"]] for body in bodies]

    def ids(self):
        return [document["id"] for batch in self.batches() for document in batch]


def put(emulator, *documents):
    answer = emulator.post("/TraceSegments", {"TraceSegmentDocuments": documents})
    assert answer.status == 200, answer.body
    return answer.json()["UnprocessedTraceSegments"]


def stats(emulator):
    return emulator.request("GET", "/_emulator/stats").json()


def forwarding(emulator, number=0):
    return stats(emulator)["forwarding"][number]


def wait_for(emulator, **counts):
    """Waits until the first destination's counts are these."""
    def has_come():
        now = forwarding(emulator)
        return all(now[name] == count for name, count in counts.items())

    try:
        wait_until(has_come, f"{counts}")
    except AssertionError as error:
        raise AssertionError(f"{error}; now {forwarding(emulator)}\n{emulator.log()}") from error


def traces(emulator, ids):
    """BatchGetTraces, five at a time, with what is of no order in order."""
    ids = sorted(ids)
    found = []
    for start in range(0, len(ids), 5):
        found += emulator.post("/Traces", {"TraceIds": ids[start:start + 5]}).json()["Traces"]
    for trace in found:
        trace["Segments"].sort(key=lambda one: one["Id"])
    return sorted(found, key=lambda trace: trace["Id"])


def url(emulator):
    return f"http://{emulator.host}:{emulator.port}"


def otlp_span(trace_id, span_id, name, kind, parent=None, **attributes):
    listed = [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]
    return {"traceId": trace_id, "spanId": span_id, "parentSpanId": parent or "", "name": name, "kind": kind,
            "startTimeUnixNano": "1790000000123456789", "endTimeUnixNano": "1790000000500000000",
            "attributes": listed, "events": [{"timeUnixNano": "1790000000200000000", "name": "cache miss"}],
            "status": {"code": 2, "message": "lost"}}


def otlp_request(*spans):
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}},
                               {"key": "host.name", "value": {"stringValue": "shop-1"}}]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "io.shop"}, "spans": spans}]}]}


def otel_spans(emulator, trace_id):
    """The trace as spans, by id (ListRetrievedTraces)."""
    now = int(time.time())
    token = emulator.post("/StartTraceRetrieval", {"TraceIds": [trace_id], "StartTime": 1789990000,
                                                   "EndTime": now + 3600}).json()["RetrievalToken"]
    answer = wait_until(
        lambda: (found := emulator.post("/ListRetrievedTraces", {"RetrievalToken": token,
                                                                 "TraceFormat": "OTEL"}).json())
        and found["RetrievalStatus"] == "COMPLETE" and found, "the retrieval")
    return {span["Id"]: json.loads(span["Document"]) for trace in answer["Traces"] for span in trace["Spans"]}


class ToAnotherEmulator(unittest.TestCase):
    def setUp(self):
        self.shared = self.enterContext(Emulator())
        self.own = self.enterContext(Emulator("--forward", url(self.shared)))

    def enterContext(self, manager):  # of Python 3.11
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def test_both_have_the_same_traces(self):
        ids = [new_trace_id() for _ in range(60)]
        call = {"id": secrets.token_hex(8), "name": "payments", "namespace": "remote", "fault": True,
                "start_time": time.time() - 0.05, "end_time": time.time()}
        put(self.own, *(segment(trace_id, annotations={"n": n}, subsegments=[call])
                        for n, trace_id in enumerate(ids[:58])))
        for trace_id in ids[58:]:
            self.own.send(datagram(segment(trace_id, name="by datagram", user="\N{SNOWMAN} \\ \"")))
        spans = otlp_request(otlp_span("65f000000123456789abcdef01234567", "70de5b6f19ff9a0a", "GET /", 2),
                             otlp_span("65f000000123456789abcdef01234567", "53995c3f42cd8ad8", "GET pay", 3,
                                       "70de5b6f19ff9a0a", peer="x"))
        self.assertEqual(self.own.post("/v1/traces", spans).status, 200)
        wait_for(self.own, forwarded=62, forward_backlog=0, forward_dropped=0)
        ids.append("1-65f00000-0123456789abcdef01234567")
        self.assertEqual(traces(self.shared, ids), traces(self.own, ids))
        self.assertEqual(len(traces(self.shared, ids)), 61)
        self.assertEqual(otel_spans(self.shared, ids[-1]), otel_spans(self.own, ids[-1]))
        self.assertEqual(stats(self.shared)["documents_received"], 62)

    def test_documents_in_progress_and_then_completed(self):
        trace_id, segment_id = new_trace_id(), secrets.token_hex(8)
        begun = {"trace_id": trace_id, "id": segment_id, "name": "shop", "start_time": time.time(),
                 "in_progress": True}
        put(self.own, json.dumps(begun))
        wait_for(self.own, forwarded=1)
        self.assertTrue(self.shared.documents(trace_id)[0]["in_progress"])
        put(self.own, segment(trace_id, id=segment_id))
        wait_for(self.own, forwarded=2)
        self.assertNotIn("in_progress", self.shared.documents(trace_id)[0])

    def test_what_is_refused_here_is_not_passed_on(self):
        good = segment()
        self.assertEqual(len(put(self.own, "{}", good, segment(name=""))), 2)
        wait_for(self.own, forwarded=1)
        self.assertEqual((stats(self.shared)["documents_received"], stats(self.shared)["documents_rejected"]), (1, 0))

    def test_counts_begin_anew_and_repeats_are_forgotten_with_a_reset(self):
        document = segment()
        put(self.own, document)
        wait_for(self.own, forwarded=1)
        put(self.own, document)
        self.assertEqual(stats(self.own)["forward_repeats"], 1)
        self.own.post("/_emulator/reset", {})
        self.shared.post("/_emulator/reset", {})
        self.assertEqual((forwarding(self.own)["forwarded"], stats(self.own)["forward_repeats"]), (0, 0))
        put(self.own, document)
        wait_for(self.own, forwarded=1)
        self.assertEqual(traces(self.shared, [json.loads(document)["trace_id"]]),
                         traces(self.own, [json.loads(document)["trace_id"]]))

    def test_metrics(self):
        put(self.own, segment())
        wait_for(self.own, forwarded=1)
        metrics = self.own.request("GET", "/metrics").body.decode()
        label = f'destination="{url(self.shared)}"'
        for line in (f"xray_emulator_forwarded_total{{{label}}} 1",
                     f'xray_emulator_forward_dropped_total{{{label},reason="buffer_full"}} 0',
                     f"xray_emulator_forward_retries_total{{{label}}} 0",
                     f"xray_emulator_forward_backlog{{{label}}} 0", f"xray_emulator_forward_up{{{label}}} 1"):
            self.assertIn(line + "\n", metrics)
        self.assertNotIn("forward", self.shared.request("GET", "/metrics").body.decode())


class ToSeveralPlaces(unittest.TestCase):
    def test_each_gets_everything(self):
        gone = f"http://127.0.0.1:{unclaimed_port()}"
        with Emulator() as one, Emulator() as two, \
                Emulator("--forward", gone, "--forward", url(one), "--forward", url(two)) as own:
            trace_id = new_trace_id()
            put(own, segment(trace_id))
            for place in (one, two):
                wait_until(lambda place=place: place.documents(trace_id), "the document")
            self.assertEqual([place["destination"] for place in stats(own)["forwarding"]], [gone, url(one), url(two)])


class OverTls(unittest.TestCase):
    def test_a_certificate_that_is_trusted(self):
        with Emulator("--tls-self-signed") as shared:
            place = f"https://localhost:{shared.port}"
            with Emulator("--forward", place, "--forward-ca", f"{shared.ready_file}.pem") as own:
                trace_id = new_trace_id()
                put(own, segment(trace_id))
                wait_for(own, forwarded=1)
                self.assertEqual(traces(shared, [trace_id]), traces(own, [trace_id]))

    def test_one_that_is_not(self):
        with Emulator("--tls-self-signed") as shared, Emulator("--forward", f"https://localhost:{shared.port}") as own:
            put(own, segment())
            failed = wait_until(lambda: not (now := forwarding(own))["reachable"] and now, "the failure")
            self.assertIn("self-signed certificate", failed["last_error"])
            self.assertEqual((failed["forwarded"], failed["forward_backlog"]), (0, 1))
            self.assertEqual(stats(shared)["documents_received"], 0)

    def test_one_of_another_name(self):
        with Emulator("--tls-self-signed", "--bind", "0.0.0.0") as shared:
            # It is reached there, but shows no certificate for that address.
            place = f"https://127.0.0.2:{shared.port}"
            with Emulator("--forward", place, "--forward-ca", f"{shared.ready_file}.pem") as own:
                put(own, segment())
                failed = wait_until(lambda: not (now := forwarding(own))["reachable"] and now, "the failure")
                self.assertIn("certificate verify failed", failed["last_error"])
                self.assertEqual(stats(shared)["documents_received"], 0)


class WhenItIsGone(unittest.TestCase):
    def test_stopped_and_started_in_between(self):
        port = unclaimed_port()
        place = f"http://127.0.0.1:{port}"
        with Emulator("--forward", place) as own:
            before, during = [new_trace_id() for _ in range(10)], [new_trace_id() for _ in range(70)]
            with Emulator(port_option=("--port", str(port))) as shared:
                put(own, *(segment(trace_id) for trace_id in before))
                wait_for(own, forwarded=10)
                self.assertEqual(len(traces(shared, before)), 10)
            for trace_id in during:
                own.send(datagram(segment(trace_id)))
            own.wait_for_segments(80)
            wait_for(own, reachable=False, forward_backlog=70)
            with Emulator(port_option=("--port", str(port))) as shared:
                wait_for(own, reachable=True, forwarded=80, forward_backlog=0, forward_dropped=0)
                self.assertEqual(traces(shared, during), traces(own, during))
            self.assertGreater(forwarding(own)["forward_retries"], 0)
            log = own.log()
            self.assertEqual(len(re.findall(f"forwarding to {place} fails: ", log)), 1, log)
            self.assertEqual(len(re.findall(f"forwarding to {place} works again after .*were lost meanwhile", log)), 1,
                             log)

    def test_one_that_takes_connections_and_never_answers_holds_up_nobody_here(self):
        with Destination() as place, Emulator("--forward", place.url) as own:
            place.gate.clear()
            put(own, segment())
            wait_until(lambda: place.requests, "a request under way")
            ids = [new_trace_id() for _ in range(300)]
            for start in range(0, 300, 50):
                put(own, *(segment(trace_id) for trace_id in ids[start:start + 50]))
            self.assertEqual(own.health()["segments"], 301)
            self.assertEqual(len(traces(own, ids[:5])), 5)
            self.assertEqual((forwarding(own)["forwarded"], forwarding(own)["forward_backlog"]), (0, 301))
            place.gate.set()
            wait_for(own, forwarded=301, forward_backlog=0, forward_dropped=0)

    def test_an_answer_that_never_comes_is_not_waited_for_without_end(self):
        with Destination() as place, Emulator("--forward", place.url) as own:
            place.gate.clear()
            put(own, segment())
            failed = wait_until(lambda: not (now := forwarding(own))["reachable"] and now, "the failure")
            self.assertEqual((failed["last_error"], failed["forward_backlog"]), ("no answer in time", 1))
            place.gate.set()
            wait_for(own, reachable=True, forwarded=1)
            self.assertGreaterEqual(len(place.requests), 2)

    def test_a_full_buffer_loses_what_comes_then_and_counts_it(self):
        with Emulator("--forward", f"http://127.0.0.1:{unclaimed_port()}") as own:
            padding = "x" * 60_000
            sent = 0
            while forwarding(own)["forward_dropped"] == 0:
                put(own, *(segment(metadata={"padding": padding}) for _ in range(50)))
                sent += 50
                self.assertLess(sent * len(padding), 2 * BUFFER_BYTES)
            put(own, segment(metadata={"padding": padding}))
            sent += 1
            now = forwarding(own)
            self.assertEqual(now["forward_backlog"] + now["forward_dropped"], sent)
            self.assertEqual(now["forward_dropped_by_reason"], {"buffer_full": now["forward_dropped"]})
            self.assertLessEqual(now["forward_backlog_bytes"], BUFFER_BYTES)
            self.assertGreater(now["forward_backlog_bytes"], BUFFER_BYTES - 2 * len(padding))
            self.assertEqual(own.health()["segments"], sent)
            self.assertEqual(own.log().count("the buffer is full"), 1)


class Answers(unittest.TestCase):
    """What an endpoint may say to a batch."""

    def start(self, *answers):
        place = Destination(*answers)
        place.__enter__()
        self.addCleanup(place.__exit__)
        own = Emulator("--forward", place.url)
        self.addCleanup(own.__exit__, None, None, None)
        return place, own

    def test_batches_of_fifty(self):
        place, own = self.start()
        documents = [segment() for _ in range(120)]
        put(own, *documents)
        wait_for(own, forwarded=120)
        self.assertLessEqual(max(len(batch) for batch in place.batches()), 50)
        self.assertEqual(sorted(place.ids()), sorted(json.loads(text)["id"] for text in documents))
        path, headers, _ = place.requests[0]
        self.assertEqual((path, headers["Content-Type"], headers["Host"]),
                         ("/TraceSegments", "application/json", place.url.removeprefix("http://")))

    def test_some_documents_are_throttled_and_some_refused(self):
        throttled, refused, taken = (secrets.token_hex(8) for _ in range(3))
        place, own = self.start((200, {"UnprocessedTraceSegments": [
            {"Id": throttled, "ErrorCode": "ThrottledException", "Message": "slower"},
            {"Id": refused, "ErrorCode": "InvalidSegment", "Message": "never"}]}, {}))
        put(own, segment(id=throttled), segment(id=refused), segment(id=taken))
        wait_for(own, forwarded=2, forward_dropped=1, forward_retries=1, forward_backlog=0)
        self.assertEqual([len(batch) for batch in place.batches()], [3, 1])
        self.assertEqual(place.ids()[3:], [throttled])
        self.assertEqual(forwarding(own)["forward_dropped_by_reason"], {"refused": 1})
        self.assertIn(f"1 document lost: InvalidSegment ({refused})", own.log())

    def test_what_passes_is_tried_again(self):
        for status in (429, 503):
            with self.subTest(status=status):
                place, own = self.start(*[(status, {"message": "busy"}, {})] * 3)
                put(own, segment())
                wait_for(own, forwarded=1, forward_dropped=0, forward_retries=3, reachable=True)
                self.assertEqual(len(set(place.ids())), 1)
                self.assertIn(f"it answers {status}: busy", own.log())

    def test_a_wish_to_be_left_alone_is_heeded(self):
        place, own = self.start((503, {}, {"Retry-After": "1"}))
        put(own, segment())
        wait_for(own, forwarded=1)
        self.assertGreaterEqual(place.times[1] - place.times[0], 1.0)

    def test_a_refusal_is_for_good(self):
        place, own = self.start((400, {"message": "no"}, {}))
        put(own, segment())
        wait_for(own, forward_dropped=1, forward_backlog=0, forward_retries=0)
        put(own, segment())
        wait_for(own, forwarded=1)
        self.assertEqual(len(place.requests), 2)
        self.assertIn("1 document lost: it answers 400: no", own.log())

    def test_a_batch_that_breaks_the_destination_is_given_up(self):
        place, own = self.start(*[(500, {}, {})] * 5)
        put(own, segment())
        wait_for(own, forward_dropped=1, forward_backlog=0)
        self.assertEqual(len(place.requests), 5)
        put(own, segment())
        wait_for(own, forwarded=1)

    def test_redirections_are_not_followed(self):
        with Destination() as other:
            _, own = self.start((307, {}, {"Location": other.url + "/TraceSegments"}))
            put(own, segment())
            wait_for(own, forward_dropped=1)
            self.assertIn("redirections are not followed", forwarding(own)["last_error"])
            self.assertEqual(other.requests, [])

    def test_a_server_that_is_no_xray(self):
        place, own = self.start(*[(202, {"status": "accepted"}, {})] * 5)
        put(own, segment())
        wait_for(own, forwarded=0, forward_dropped=1, forward_backlog=0)
        self.assertEqual((len(place.requests), forwarding(own)["last_error"]), (5, "it answers, but not as X-Ray does"))


class AtTheEnd(unittest.TestCase):
    def test_what_waits_is_sent(self):
        with Destination() as place, Emulator("--forward", place.url) as own:
            place.gate.clear()
            put(own, segment())
            wait_until(lambda: place.requests, "a request under way")
            put(own, *(segment() for _ in range(80)))
            own.send(datagram(segment()))
            own.process.send_signal(signal.SIGTERM)
            wait_until(lambda: "Got shutdown signal" in own.log(), "the signal")
            place.gate.set()
            self.assertEqual(own.process.wait(60), 0)
            self.assertEqual(len(set(place.ids())), 82)

    def test_a_destination_that_does_not_answer_is_left(self):
        with Destination() as place, Emulator("--forward", place.url) as own:
            place.gate.clear()
            put(own, *(segment() for _ in range(60)))
            wait_until(lambda: place.requests, "a request under way")
            self.assertEqual(own.stop(), 0)
            self.assertIn("60 documents lost: they were still to be sent at the end", own.log())

    def test_one_that_is_known_to_be_gone_is_not_waited_for(self):
        with Emulator("--forward", f"http://127.0.0.1:{unclaimed_port()}") as own:
            put(own, segment())
            wait_for(own, reachable=False)
            self.assertEqual(own.stop(), 0)
            self.assertIn("1 document lost: they were still to be sent at the end", own.log())


class InACircle(unittest.TestCase):
    def test_to_itself(self):
        port = unclaimed_port()
        for place in (f"http://127.0.0.1:{port}", f"http://localhost:{port}", f"udp://127.0.0.1:{port}",
                      f"otlp+http://[::1]:{port}"):
            with self.subTest(place=place):
                result = run_binary("serve", "--port", str(port), "--forward", place)
                self.assertEqual(result.returncode, 1)
                self.assertIn(" is this emulator itself", result.stderr)

    def test_of_two(self):
        for scheme, path in (("http", ""), ("otlp+http", "/v1/traces")):
            with self.subTest(scheme=scheme):
                one_port, two_port = unclaimed_port(), unclaimed_port()
                one = Emulator("--forward", f"{scheme}://127.0.0.1:{two_port}", port_option=("--port", str(one_port)))
                two = Emulator("--forward", f"{scheme}://127.0.0.1:{one_port}", port_option=("--port", str(two_port)))
                with one, two:
                    trace_id = new_trace_id()
                    put(one, segment(trace_id))
                    wait_until(lambda: forwarding(two)["forward_dropped_by_reason"] == {"loop": 1}, "the end")
                    # An answer may come later than what it has set off.
                    wait_for(one, forwarded=1)
                    self.assertEqual(forwarding(two)["destination"], f"http://127.0.0.1:{one_port}{path}")
                    self.assertEqual((forwarding(one)["forwarded"], stats(one)["forward_loops"]), (1, 1))
                    self.assertEqual(stats(one)["documents_received"], 1)
                    self.assertEqual(len(two.documents(trace_id)), 1)
                    self.assertIn("the way leads in a circle", two.log())
                    # What begins at the other one comes over as well.
                    back = new_trace_id()
                    put(two, segment(back))
                    wait_until(lambda: one.documents(back), "the other way")

    def test_of_two_by_datagrams(self):
        one_port, two_port = unclaimed_port(), unclaimed_port()
        one = Emulator("--forward", f"udp://127.0.0.1:{two_port}", port_option=("--port", str(one_port)))
        two = Emulator("--forward", f"udp://127.0.0.1:{one_port}", port_option=("--port", str(two_port)))
        with one, two:
            put(one, segment())
            wait_until(lambda: stats(one)["forward_repeats"] == 1, "the end")
            # A datagram counts a little later than it arrives.
            wait_for(one, forwarded=1)
            wait_for(two, forwarded=1)
            self.assertEqual((stats(one)["documents_received"], stats(two)["documents_received"]), (2, 1))
            self.assertEqual((forwarding(one)["forwarded"], forwarding(two)["forwarded"]), (1, 1))

    def test_a_chain_is_none(self):
        with Emulator() as last, Emulator("--forward", url(last)) as middle, \
                Emulator("--forward", url(middle)) as first:
            trace_id = new_trace_id()
            put(first, segment(trace_id))
            wait_until(lambda: last.documents(trace_id), "the document")
            self.assertEqual(traces(last, [trace_id]), traces(first, [trace_id]))


class ToADaemon(unittest.TestCase):
    def test_each_document_is_a_datagram(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
            daemon.bind(("127.0.0.1", 0))
            daemon.settimeout(60)
            with Emulator("--forward", f"udp://127.0.0.1:{daemon.getsockname()[1]}") as own:
                documents = {segment(), json.dumps({"trace_id": new_trace_id(), "id": secrets.token_hex(8), "name": "a",
                                                    "start_time": time.time(), "in_progress": True})}
                put(own, *documents)
                received = {daemon.recv(65536) for _ in documents}
                self.assertEqual(received, {datagram(document) for document in documents})
                wait_for(own, forwarded=2)
                put(own, segment(metadata={"padding": "x" * 66_000}))
                wait_for(own, forwarded=2, forward_dropped=1)
                self.assertEqual(forwarding(own)["forward_dropped_by_reason"], {"too_large": 1})

    def test_one_that_is_not_there_yet(self):
        port = unclaimed_port()
        with Emulator("--forward", f"udp://127.0.0.1:{port}") as own:
            put(own, segment())
            wait_for(own, reachable=False, forward_backlog=1)
            with Emulator(port_option=("--port", str(port))) as other:
                other.wait_for_segments(1)
                wait_for(own, reachable=True, forwarded=1, forward_backlog=0)


class ToACollector(unittest.TestCase):
    """The collector is another emulator, which says what it understands; a real one is in tests/interop."""

    TRACE = "65f000000123456789abcdef01234567"

    def setUp(self):
        self.shared = Emulator()
        self.addCleanup(self.shared.__exit__, None, None, None)
        self.own = Emulator("--forward", f"otlp+http://127.0.0.1:{self.shared.port}")
        self.addCleanup(self.own.__exit__, None, None, None)

    def test_spans_arrive_as_they_came(self):
        spans = otlp_request(otlp_span(self.TRACE, "70de5b6f19ff9a0a", "GET /", 2, **{"http.method": "GET"}),
                             otlp_span(self.TRACE, "53995c3f42cd8ad8", "GET pay", 3, "70de5b6f19ff9a0a"))
        self.assertEqual(self.own.post("/v1/traces", spans).status, 200)
        wait_for(self.own, forwarded=2, forward_dropped=0)
        trace_id = "1-65f00000-0123456789abcdef01234567"
        self.assertEqual(traces(self.shared, [trace_id]), traces(self.own, [trace_id]))
        self.assertEqual(otel_spans(self.shared, trace_id), otel_spans(self.own, trace_id))

    def test_documents_arrive_as_spans(self):
        trace_id, segment_id, call_id = new_trace_id(), secrets.token_hex(8), secrets.token_hex(8)
        begun = json.dumps({"trace_id": trace_id, "id": segment_id, "name": "shop", "start_time": 1790000000,
                            "in_progress": True})
        call = {"id": call_id, "name": "payments", "namespace": "remote", "start_time": 1790000000.25,
                "end_time": 1790000000.5, "fault": True, "annotations": {"customer": "alice"}}
        done = segment(trace_id, id=segment_id, start_time=1790000000, end_time=1790000001, subsegments=[call],
                       http={"request": {"method": "POST", "url": "http://shop/pay"}, "response": {"status": 500}})
        put(self.own, begun, done)
        wait_for(self.own, forwarded=1, forward_dropped=0, forward_backlog=0)
        self.assertEqual(stats(self.shared)["otlp_spans_received"], 2)
        spans, own = otel_spans(self.shared, trace_id), otel_spans(self.own, trace_id)
        for span_id in (segment_id, call_id):
            for name in ("name", "kind", "traceId", "spanId", "startTimeUnixNano", "endTimeUnixNano", "attributes",
                         "status", "resource"):
                self.assertEqual(spans[span_id][name], own[span_id][name], name)
        self.assertEqual(spans[call_id]["parentSpanId"], segment_id)


class Options(unittest.TestCase):
    def test_what_is_no_place_is_refused_with_a_suggestion(self):
        for text, suggestion in {
                "shared:2000": "did you mean http://shared:2000 (an X-Ray endpoint), udp://shared:2000",
                "http://tempo:4318": "did you mean otlp+http://tempo:4318?",
                "http://tempo:4317": "did you mean otlp+http://tempo:4318?",
                "grpc://tempo:4317": "did you mean otlp+http://tempo:4318?",
                "otlp://tempo": "did you mean otlp+http://tempo:4318?",
                "http://shared:2000/TraceSegments": "did you mean http://shared:2000?",
                "http://shared:2000/api": "did you mean http://shared:2000, or for a collector otlp+http://shared",
                "https://xray.eu-west-1.amazonaws.com": "forward to an X-Ray daemon, which signs them",
                "http://me:secret@shared:2000": "leave them out",
                "http://shared:2000?x=1": "leave that out",
                "http://shared:99999": "'shared:99999' is not HOST or HOST:PORT",
                "http://": "'' is not HOST or HOST:PORT",
                "ftp://shared": "there is no scheme 'ftp'",
                "http://shared:2000,http://shared:2000/": "'http://shared:2000' is given twice",
        }.items():
            with self.subTest(text=text):
                result = run_binary("serve", "--port", "0", "--forward", text)
                self.assertEqual(result.returncode, 2)
                self.assertIn(suggestion, result.stderr)

    def test_a_file_of_certificates_that_is_none(self):
        here = str(pathlib.Path(__file__))
        for arguments, complaint in ((["--forward", "http://a:2000", "--forward-ca", here], "requires a --forward to https"),
                                     (["--forward", "https://a", "--forward-ca", here], "holds no PEM certificate"),
                                     (["--forward", "https://a", "--forward-ca", "/nowhere"], "--forward-ca: ")):
            with self.subTest(arguments=arguments):
                result = run_binary("serve", "--port", "0", *arguments)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn(complaint, result.stderr)

    def test_the_environment_has_a_list(self):
        with Emulator(env={"XRAY_EMULATOR_FORWARD": "http://127.0.0.1:1, otlp+http://[::1]:2/x,udp://127.0.0.1:3"}) as own:
            self.assertEqual([place["destination"] for place in stats(own)["forwarding"]],
                             ["http://127.0.0.1:1", "otlp+http://[::1]:2/x", "udp://127.0.0.1:3"])


if __name__ == "__main__":
    unittest.main()
