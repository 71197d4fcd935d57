# SPDX-License-Identifier: Apache-2.0
"""The emulator's clock, as a test moves it over HTTP."""

import time

from emulator_process import EmulatorTest, datagram, new_trace_id, segment


class Clock(EmulatorTest):
    arguments = ("--indexing-delay", "1h")

    def clock(self, **action):
        answer = self.emulator.post("/_emulator/clock", action)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_moves_what_hangs_on_the_time(self):
        self.assertEqual(self.emulator.request("GET", "/_emulator/clock").json()["mode"], "system")
        frozen = self.clock(action="freeze")
        self.assertEqual(frozen["mode"], "frozen")
        self.assertAlmostEqual(frozen["now"], time.time(), delta=60)
        self.assertEqual(self.emulator.request("GET", "/_emulator/clock").json(), frozen)

        trace_id = new_trace_id()
        self.emulator.send(datagram(segment(trace_id)))
        self.emulator.wait_for_segments(1)
        self.assertEqual(self.emulator.documents(trace_id), [])
        self.assertEqual(self.clock(action="advance", seconds=3600)["now"], frozen["now"] + 3600)
        self.assertEqual(len(self.emulator.documents(trace_id)), 1)

        self.clock(action="advance", seconds=31 * 86400)
        self.assertEqual(self.emulator.health()["segments"], 0)
        self.assertEqual(self.emulator.post("/_emulator/clock", {"action": "advance", "seconds": -1}).status, 400)
        self.assertEqual(self.clock(action="follow")["mode"], "system")
