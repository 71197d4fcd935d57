// A trace to look at before an application sends one: a shop whose checkout waits for a slow query. Pure.

/** Hexadecimal digits, so many. */
export type RandomHex = (digits: number) => string;

export const randomHex: RandomHex = (digits) =>
  Array.from(crypto.getRandomValues(new Uint8Array(Math.ceil(digits / 2))), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, digits);

export interface SampleTrace {
  id: string;
  /** Segment documents. */
  documents: string[];
}

/** A trace that ended at `now`, in epoch seconds. */
export function sampleTrace(now: number, hex: RandomHex = randomHex): SampleTrace {
  const start = now - 1.6;
  const id = `1-${Math.floor(start).toString(16).padStart(8, '0')}-${hex(24)}`;
  const [toCart, toPayments] = [hex(16), hex(16)];
  const part = (name: string, from: number, to: number, more: object = {}) => ({
    id: hex(16),
    name,
    start_time: start + from,
    end_time: start + to,
    ...more,
  });
  const request = (method: string, url: string) => ({ request: { method, url }, response: { status: 200 } });
  const segments = [
    part('storefront', 0, 1.6, {
      trace_id: id,
      http: request('POST', 'http://shop.example.com/checkout'),
      user: 'alice',
      annotations: { tenant: 'acme', sample: true },
      subsegments: [
        part('session', 0.01, 0.04),
        part('cart.example.com', 0.05, 1.58, { id: toCart, namespace: 'remote', http: request('POST', 'http://cart.example.com/orders') }),
      ],
    }),
    part('cart', 0.06, 1.57, {
      trace_id: id,
      parent_id: toCart,
      http: request('POST', 'http://cart.example.com/orders'),
      subsegments: [
        part('DynamoDB', 0.08, 0.12, {
          namespace: 'aws',
          aws: { operation: 'GetItem', table_name: 'carts', region: 'us-east-1' },
          http: { response: { status: 200 } },
        }),
        part('payments.example.com', 0.14, 1.55, {
          id: toPayments,
          namespace: 'remote',
          http: request('POST', 'http://payments.example.com/charges'),
        }),
      ],
    }),
    part('payments', 0.15, 1.54, {
      trace_id: id,
      parent_id: toPayments,
      http: request('POST', 'http://payments.example.com/charges'),
      subsegments: [
        part('risk@db.example.com', 0.18, 1.42, {
          namespace: 'remote',
          sql: {
            url: 'postgresql://db.example.com:5432/risk',
            database_type: 'PostgreSQL',
            sanitized_query: 'SELECT score FROM risk WHERE card = ? ORDER BY seen DESC',
          },
        }),
      ],
    }),
  ];
  return { id, documents: segments.map((segment) => JSON.stringify(segment)) };
}
