// SPDX-License-Identifier: Apache-2.0
"use strict";
// An HTTP service that knows nothing of tracing: /checkout asks $NEXT, /broken fails. Prints {"port":N} once it
// listens and ends on SIGTERM.

const http = require("node:http");

const answers = {
  "/checkout": () => new Promise((resolve, reject) => {
    http.get(`${process.env.NEXT}/broken`, (response) => {
      response.resume().on("end", () => resolve(200));
    }).on("error", reject);
  }),
  "/broken": async () => 503,
};

const server = http.createServer(async (request, response) => {
  const answer = answers[request.url] ?? (async () => 200);
  response.writeHead(await answer());
  response.end();
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
