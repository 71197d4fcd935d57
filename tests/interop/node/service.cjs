// SPDX-License-Identifier: Apache-2.0
"use strict";
// What the two services share: an HTTP server whose every request is a segment of the X-Ray SDK for Node.js.

const AWSXRay = require("aws-xray-sdk-core");
const http = require("node:http");

// Starts a service under a name; answer(url, segment) returns {status, body}. Prints {"port":N} once it listens and
// ends on SIGTERM.
exports.start = function start(name, answer) {
  AWSXRay.middleware.setDefaultName(name);
  const namespace = AWSXRay.getNamespace();
  const server = http.createServer((request, response) => {
    // The SDK tells its sampling decision through this method of Express.
    response.header = response.setHeader.bind(response);
    namespace.bindEmitter(request);
    namespace.bindEmitter(response);
    namespace.run(async () => {
      const segment = AWSXRay.middleware.traceRequestResponseCycle(request, response);
      AWSXRay.setSegment(segment);
      const { status, body } = await answer(new URL(request.url, "http://service"), segment).catch((error) => {
        segment.addError(error);
        return { status: 500, body: { error: error.message } };
      });
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
  process.on("SIGTERM", () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
};

// Runs work(subsegment) inside a subsegment of the given parent, or of the current one.
exports.step = function step(name, work, parent) {
  return AWSXRay.captureAsyncFunc(name, async (subsegment) => {
    try {
      const result = await work(subsegment);
      subsegment.close();
      return result;
    } catch (error) {
      subsegment.close(error);
      throw error;
    }
  }, parent);
};
