// Sends the traffic of a small shop to an emulator: node e2e/feed.mjs [URL] [requests] [seconds over which they began].
// Faults, throttles, retries, SQL, queues, segments in progress, orphans, and OpenTelemetry's spans among them.
import { randomBytes } from 'node:crypto';

const [url = 'http://127.0.0.1:2000', requests = '60', spread = '600'] = process.argv.slice(2);
const COUNT = Number(requests);
const SPREAD = Number(spread);

// The same traffic each time; ids are new.
let seed = 42;
const random = () => {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const id = () => randomBytes(8).toString('hex');
const traceId = (time) => `1-${Math.floor(time).toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`;

async function post(path, body) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

const USERS = ['alice', 'bob', 'carol', 'dave'];
const STACK = [
  { path: 'cart/checkout.py', line: 88, label: 'charge' },
  { path: 'cart/payments.py', line: 31, label: 'post' },
  { path: 'requests/sessions.py', line: 703, label: 'send' },
];

function part(name, start, end, more = {}) {
  return { id: id(), name, start_time: start, end_time: end, ...more };
}

function http(method, address, status, more = {}) {
  return { request: { method, url: address, ...more }, response: { status, content_length: 512 } };
}

function flags(status) {
  if (status === 429) return { error: true, throttle: true };
  if (status >= 500) return { fault: true };
  return status >= 400 ? { error: true } : {};
}

function service(trace, parent, name, start, end, status, more = {}) {
  return { ...part(name, start, end, more), trace_id: trace, ...(parent ? { parent_id: parent } : {}), ...flags(status) };
}

// A query of the database, now and then slow.
function query(start, length) {
  return part('orders@db.shop.local', start, start + length, {
    namespace: 'remote',
    sql: {
      url: 'postgresql://db.shop.local:5432/orders',
      database_type: 'PostgreSQL',
      database_version: '15.4',
      driver_version: 'psycopg2 2.9.9',
      user: 'shop',
      sanitized_query: 'SELECT o.id, o.total, i.sku FROM orders o JOIN items i ON i.order_id = o.id WHERE o.customer = ? ORDER BY o.created DESC LIMIT 20',
    },
  });
}

function dynamo(start, length, retries, status) {
  return part('DynamoDB', start, start + length, {
    namespace: 'aws',
    ...flags(status),
    aws: { operation: 'GetItem', table_name: 'carts', region: 'us-east-1', request_id: id().toUpperCase(), retries },
    http: { response: { status, content_length: 312 } },
  });
}

function checkout(trace, start) {
  const bad = random() < 0.12;
  const throttled = !bad && random() < 0.1;
  const slow = random() < 0.1 ? 1.4 : 0;
  const status = bad ? 502 : throttled ? 429 : 200;
  const user = pick(USERS);
  const payments = 0.08 + random() * 0.12 + slow;
  const end = start + 0.05 + payments + random() * 0.05;
  const toCart = part('cart.shop.local', start + 0.01, end - 0.01, {
    namespace: 'remote',
    ...flags(status),
    http: http('POST', 'http://cart.shop.local/checkout', status),
  });
  const toPayments = part('payments.shop.local', start + 0.04, start + 0.04 + payments, {
    namespace: 'remote',
    ...flags(status),
    http: http('POST', 'http://payments.shop.local/charges', status),
    ...(bad
      ? {
          cause: {
            working_directory: '/srv/cart',
            exceptions: [{ id: id(), type: 'ConnectionError', message: 'payments answered 502 Bad Gateway after 3 attempts', remote: true, stack: STACK }],
          },
        }
      : {}),
  });
  const publish = part('SQS', end - 0.03, end - 0.02, {
    namespace: 'aws',
    aws: { operation: 'SendMessage', queue_url: 'https://sqs.us-east-1.amazonaws.com/000000000000/orders', region: 'us-east-1', message_id: id() },
    http: { response: { status: 200 } },
  });
  const storefront = service(trace, undefined, 'storefront', start, end, status, {
    http: http('POST', 'http://shop.local/checkout', status, { client_ip: '203.0.113.7', user_agent: 'Mozilla/5.0' }),
    user,
    annotations: { tenant: pick(['acme', 'globex']), plan: pick(['free', 'pro']), items: 1 + Math.floor(random() * 8), retried: throttled },
    service: { version: '4.2.1' },
    aws: { xray: { sdk: 'X-Ray for Node.js', sdk_version: '3.5.1' } },
    subsegments: [part('middleware', start + 0.001, start + 0.009, { metadata: { default: { session: { id: id(), fresh: false } } } }), toCart],
  });
  const cart = service(trace, toCart.id, 'cart', start + 0.015, end - 0.012, status, {
    origin: 'AWS::ECS::Container',
    http: http('POST', 'http://cart.shop.local/checkout', status),
    aws: { ecs: { container: 'cart-7d4f', container_arn: 'arn:aws:ecs:us-east-1:000000000000:task/cart/7d4f' }, xray: { sdk: 'X-Ray for Python', sdk_version: '2.14.0' } },
    annotations: { coupon: random() < 0.3 },
    metadata: { cart: { items: [{ sku: 'A-1', count: 2 }, { sku: 'B-9', count: 1 }], total: 59.9 } },
    subsegments: [
      part('validate', start + 0.017, start + 0.03, { subsegments: [dynamo(start + 0.018, 0.011, throttled ? 2 : 0, throttled ? 400 : 200)] }),
      toPayments,
      ...(bad || throttled ? [] : [publish]),
    ],
  });
  const paymentsSegment = service(trace, toPayments.id, 'payments', start + 0.045, start + 0.035 + payments, status, {
    http: http('POST', 'http://payments.shop.local/charges', status),
    subsegments: [query(start + 0.05, 0.01 + slow), part('fraud check', start + 0.062 + slow, start + 0.03 + payments)],
  });
  return [storefront, cart, paymentsSegment];
}

function browse(trace, start) {
  const missing = random() < 0.08;
  const status = missing ? 404 : 200;
  const length = 0.02 + random() * random() * 0.5;
  const call = part('catalog.shop.local', start + 0.004, start + length - 0.003, {
    namespace: 'remote',
    ...flags(status),
    http: http('GET', 'http://catalog.shop.local/products/7', status),
  });
  const path = pick(['/', '/products', '/products/7', '/search?q=lamp']);
  return [
    service(trace, undefined, 'storefront', start, start + length, status, {
      http: http('GET', `http://shop.local${path}`, status, { client_ip: '203.0.113.8', user_agent: 'Mozilla/5.0' }),
      annotations: { tenant: pick(['acme', 'globex']) },
      subsegments: [call],
    }),
    service(trace, call.id, 'catalog', start + 0.006, start + length - 0.005, status, {
      http: http('GET', 'http://catalog.shop.local/products/7', status),
      subsegments: Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) => query(start + 0.007 + at * 0.003, 0.0025)),
    }),
  ];
}

// Work that goes on, and a segment whose parent has not come.
function unfinished(trace, start) {
  const root = { id: id(), name: 'importer', trace_id: trace, start_time: start, in_progress: true, subsegments: [{ id: id(), name: 'read feed', start_time: start + 0.2, in_progress: true }] };
  const orphan = service(trace, id(), 'thumbnails', start + 0.4, start + 0.9, 200, { subsegments: [part('resize', start + 0.45, start + 0.8)] });
  return [root, orphan];
}

// The worker reads the queue: a trace of its own, linked to the one that sent the message.
function worker(trace, start, source) {
  return [
    service(trace, undefined, 'order-worker', start, start + 0.12, 200, {
      origin: 'AWS::Lambda::Function',
      links: [{ trace_id: source.trace, id: source.segment, attributes: { 'aws.xray.reserved.reference_type': 'parent' } }],
      aws: { function_arn: 'arn:aws:lambda:us-east-1:000000000000:function:order-worker', request_id: id() },
      subsegments: [part('Overhead', start + 0.1, start + 0.12), part('mail', start + 0.01, start + 0.09, { namespace: 'remote', http: http('POST', 'https://mail.example.com/send', 202) })],
    }),
  ];
}

const nano = (time) => String(Math.round(time * 1e6)) + '000';
const attribute = (key, value) => ({ key, value: typeof value === 'number' ? { intValue: value } : { stringValue: value } });

function openTelemetry(start) {
  const traceHex = traceId(start).replaceAll('-', '').slice(1);
  const [root, client, db] = [id(), id(), id()];
  const failed = random() < 0.3;
  const span = (spanId, parent, name, kind, from, to, attributes, more = {}) => ({
    traceId: traceHex, spanId, ...(parent ? { parentSpanId: parent } : {}), name, kind,
    startTimeUnixNano: nano(from), endTimeUnixNano: nano(to), attributes, status: {}, ...more,
  });
  const events = failed
    ? [{ timeUnixNano: nano(start + 0.07), name: 'exception', attributes: [attribute('exception.type', 'TimeoutError'), attribute('exception.message', 'no stock level within 50 ms'), attribute('exception.stacktrace', 'TimeoutError: no stock level\n    at read (/srv/stock/db.js:12:9)\n    at handle (/srv/stock/app.js:40:3)')] }]
    : [{ timeUnixNano: nano(start + 0.03), name: 'cache miss', attributes: [attribute('key', 'stock:7')] }];
  const resource = { attributes: [attribute('service.name', 'stock'), attribute('service.version', '1.9.0'), attribute('telemetry.sdk.language', 'nodejs'), attribute('telemetry.sdk.name', 'opentelemetry'), attribute('host.name', 'stock-1')] };
  const scope = { name: '@opentelemetry/instrumentation-http', version: '0.57.0' };
  return {
    resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [
      span(root, undefined, 'GET /stock/:sku', 2, start, start + 0.1, [attribute('http.request.method', 'GET'), attribute('url.path', '/stock/7'), attribute('url.scheme', 'http'), attribute('server.address', 'stock.shop.local'), attribute('http.response.status_code', failed ? 504 : 200), attribute('customer.tier', 'gold')], { events, links: [{ traceId: traceHex, spanId: db, attributes: [attribute('why', 'cached')] }], status: failed ? { code: 2, message: 'deadline' } : {} }),
      span(client, root, 'compute', 1, start + 0.01, start + 0.02, []),
      span(db, root, 'SELECT stock', 3, start + 0.02, start + 0.09, [attribute('db.system', 'postgresql'), attribute('db.name', 'stock'), attribute('db.statement', 'SELECT level FROM stock WHERE sku = $1'), attribute('net.peer.name', 'db.shop.local')]),
    ] }] }],
  };
}

const now = Date.now() / 1000;
for (let n = 0; n < COUNT; ++n) {
  const start = now - 3 - (SPREAD * (COUNT - n - 1)) / Math.max(COUNT, 1);
  const trace = traceId(start);
  const kind = random();
  let documents = [];
  if (kind < 0.45) documents = checkout(trace, start);
  else if (kind < 0.85) documents = browse(trace, start);
  else if (kind < 0.88) documents = unfinished(trace, start);
  else await post('/v1/traces', openTelemetry(start));
  if (documents.length > 0) await post('/TraceSegments', { TraceSegmentDocuments: documents.map((one) => JSON.stringify(one)) });
  const sent = documents[1]?.subsegments?.find((one) => one.name === 'SQS');
  if (sent) {
    const next = worker(traceId(start), start + 1 + random(), { trace, segment: sent.id });
    await post('/TraceSegments', { TraceSegmentDocuments: next.map((one) => JSON.stringify(one)) });
  }
}
await post('/TraceSegments', { TraceSegmentDocuments: [JSON.stringify({ trace_id: 'nonsense', id: id(), name: 'broken', start_time: now })] });
