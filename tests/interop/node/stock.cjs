// SPDX-License-Identifier: Apache-2.0
"use strict";
// The stock service: how many of a thing there are. "unknown" is not found, "broken" fails.

const { start, step } = require("./service.cjs");

start("stock", async (url) => {
  const sku = url.pathname.split("/").pop();
  return step("count", async (subsegment) => {
    subsegment.addAnnotation("sku", sku);
    if (sku === "broken") throw new RangeError("shelf 9 does not exist");
    if (sku === "unknown") return { status: 404, body: {} };
    return { status: 200, body: { count: 12 } };
  });
});
