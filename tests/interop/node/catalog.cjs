// SPDX-License-Identifier: Apache-2.0
"use strict";
// The catalog service: asks the stock service ($STOCK_URL) over the SDK's HTTP client.

const AWSXRay = require("aws-xray-sdk-core");
const http = AWSXRay.captureHTTPs(require("node:http"));
const { XRayClient, GetSamplingRulesCommand } = require("@aws-sdk/client-xray");
const { start, step } = require("./service.cjs");

const aws = AWSXRay.captureAWSv3Client(new XRayClient({}));
const IMPORTED = 150;

function ask(path) {
  return new Promise((resolve, reject) => {
    http.get(process.env.STOCK_URL + path, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    }).on("error", reject);
  });
}

// Stands for a query of a database, as the SDK's patches of database clients describe it.
function query() {
  return step("items@db.example.com", async (subsegment) => {
    const url = "db.example.com:5432/items";
    subsegment.addSqlData(new AWSXRay.database.SqlData("16.1", "8.12", "reader", url, "statement"));
    subsegment.namespace = "remote";
  });
}

const routes = {
  async products(sku, segment) {
    segment.setUser("bob");
    segment.addAnnotation("sku", sku);
    segment.addAnnotation("page", 2);
    segment.addAnnotation("preview", false);
    segment.addMetadata("filters", { colour: ["red", "blau"], price: { max: 99.5 } }, "search");
    await step("look-up", () => step("parse", async () => {}));
    await query();
    const status = await ask(`/items/${sku}`);
    return { status: status === 200 ? 200 : 502, body: { status } };
  },
  async quiet() {
    return { status: 200, body: {} };
  },
  // A call of an AWS SDK client: any will do.
  async rules() {
    const answer = await aws.send(new GetSamplingRulesCommand({}));
    return { status: 200, body: { rules: answer.SamplingRuleRecords.length } };
  },
  // More subsegments than the SDK keeps in one document.
  async import() {
    for (let index = 0; index < IMPORTED; index += 1) await step(`item-${index}`, async () => {});
    return { status: 200, body: { imported: IMPORTED } };
  },
};

start("catalog", async (url, segment) => {
  const [, route, argument] = url.pathname.split("/");
  return routes[route](argument, segment);
});
