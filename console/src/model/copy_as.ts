import type { GraphService, SegmentPart } from '../api/types';
import { both } from './filter_text';
import { shortUrl } from './format';
import { quoted } from './quoted';
import { factText } from './search_text';
import { objectOf, textOf, type Entity, type TraceTree } from './trace_tree';

/** How often one service called another in a trace, by the names of the service graph. */
export interface Calls {
  from: string;
  to: string;
  count: number;
}

/** What a text to copy is made of. */
export interface CopySource {
  /** The emulator's address. */
  url: string;
  id: string;
  filter: string;
  calls: Calls[];
  segments: readonly SegmentPart[];
}

export interface Copyable {
  label: string;
  text: string;
  /** Of use only while the emulator has the trace. */
  needsTrace?: boolean;
}

/** From a trace graph; clients are nobody's service. */
export function callsOf(services: readonly GraphService[]): Calls[] {
  const names = new Map(services.map((service) => [service.ReferenceId, service]));
  return services.flatMap((service) => {
    if (service.Type === 'client') return [];
    return service.Edges.flatMap((edge) => {
      const to = names.get(edge.ReferenceId);
      const count = edge.SummaryStatistics?.TotalCount ?? 0;
      return to && count > 0 ? [{ from: service.Name, to: to.Name, count }] : [];
    });
  });
}

/** A filter for traces of this kind: where they began, with which request. Hosts and ports differ between runs. */
export function filterLike(tree: TraceTree): string {
  const root = tree.entities[0];
  if (!root) return '';
  const { method, path } = requestOf(root);
  let filter = `service(${quoted(root.name)})`;
  if (method !== undefined) filter = both(filter, `http.method = ${quoted(method)}`);
  if (path !== '') filter = both(filter, `http.url ENDSWITH ${quoted(path)}`);
  return filter;
}

/** The same for the search of a report. */
export function searchLike(tree: TraceTree): string {
  const root = tree.entities[0];
  if (!root) return '';
  const { method, path } = requestOf(root);
  const facts = [factText('service', root.name), method === undefined ? '' : factText('method', method), path === '' ? '' : factText('path', path)];
  return facts.filter((fact) => fact !== '').join(' ');
}

function requestOf(root: Entity) {
  const request = objectOf(objectOf(root.document['http'])?.['request']);
  return { method: textOf(request?.['method']), path: shortUrl(textOf(request?.['url'])).split('?')[0] ?? '' };
}

export const shellQuoted = (text: string): string => (/^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** As `--calls` reads it: names with spaces or arrows in quotes. */
export function callsText({ from, to, count }: Calls): string {
  const name = (text: string) => (/^[\w.@:/-]+$/.test(text) && !text.includes('->') ? text : `"${text}"`);
  return `${name(from)} -> ${name(to)} = ${count}`;
}

/** What one trace may be taken along as. */
export function copiesOfTrace(source: CopySource): Copyable[] {
  const { url, id, filter } = source;
  return [
    { label: 'Filter expression', text: filter },
    { label: 'AWS CLI', text: `aws xray batch-get-traces --trace-ids ${id} --endpoint-url ${url} --region us-east-1 --no-sign-request`, needsTrace: true },
    { label: 'boto3', text: boto3(url, `batch_get_traces(TraceIds=[${JSON.stringify(id)}])["Traces"][0]`), needsTrace: true },
    { label: 'curl that sends it again', text: curlReplay(source) },
    ...assertions(source),
    { label: 'xray-emulator snapshot', text: `xray-emulator snapshot --trace ${id} --endpoint ${url} -o trace.snapshot`, needsTrace: true },
  ];
}

/** What the traces that a filter selects may be taken along as; times are epoch seconds. */
export function copiesOfFilter(url: string, filter: string, range: { from: number; to: number }): Copyable[] {
  const times = `--start-time ${Math.floor(range.from)} --end-time ${Math.ceil(range.to)}`;
  const cliFilter = filter === '' ? '' : ` --filter-expression ${shellQuoted(filter)}`;
  const python = filter === '' ? '' : `, FilterExpression=${JSON.stringify(filter)}`;
  const call = `get_trace_summaries(StartTime=${Math.floor(range.from)}, EndTime=${Math.ceil(range.to)}${python})["TraceSummaries"]`;
  return [
    ...(filter === '' ? [] : [{ label: 'Filter expression', text: filter }]),
    { label: 'AWS CLI', text: `aws xray get-trace-summaries ${times}${cliFilter} --endpoint-url ${url} --region us-east-1 --no-sign-request` },
    { label: 'boto3', text: boto3(url, call) },
    ...assertions({ url, id: '', filter, calls: [], segments: [] }),
  ];
}

function boto3(url: string, call: string): string {
  return `import boto3

xray = boto3.client("xray", endpoint_url=${JSON.stringify(url)}, region_name="us-east-1",
                    aws_access_key_id="test", aws_secret_access_key="test")
answer = xray.${call}`;
}

/** Inferred segments are the service's own work, not the application's. */
function curlReplay({ url, segments }: CopySource): string {
  const documents = segments.map((segment) => segment.Document).filter((document) => !isInferred(document));
  // One line of JSON, so the end of the text cannot stand in it.
  return `curl -s ${url}/TraceSegments -d @- <<'END'\n${JSON.stringify({ TraceSegmentDocuments: documents })}\nEND`;
}

function isInferred(document: string): boolean {
  try {
    return objectOf(JSON.parse(document))?.['inferred'] === true;
  } catch {
    return true;
  }
}

function assertions(source: CopySource): Copyable[] {
  return [
    { label: 'xray-emulator expect', text: expectCommand(source) },
    { label: 'pytest', text: pytest(source) },
    { label: 'Jest', text: jest(source) },
    { label: 'Vitest', text: vitest(source) },
    { label: 'JUnit', text: junit(source) },
    { label: 'Go', text: go(source) },
  ];
}

function expectCommand({ url, filter, calls }: CopySource): string {
  const conditions = calls.map((one) => ` \\\n  --calls ${shellQuoted(callsText(one))}`);
  return `xray-emulator expect ${shellQuoted(filter)} --endpoint ${url}${conditions.join('')}`;
}

function pytest({ filter, calls }: CopySource): string {
  return `def test_it_is_traced(xray):
    # what is to be traced
    xray.expect(${[JSON.stringify(filter), ...listArgument(calls, 'calls=[', ']')].join(', ')})`;
}

function jest({ filter, calls }: CopySource): string {
  return `const xray = require('xray-emulator').useXRay();

test('it is traced', async () => {
  // what is to be traced
  await xray.expect(${[JSON.stringify(filter), ...listArgument(calls, '{ calls: [', '] }')].join(', ')});
});`;
}

// Vitest's hooks are no globals, unless asked for.
function vitest({ filter, calls }: CopySource): string {
  return `import * as vitest from 'vitest';
import { useXRay } from 'xray-emulator';

const xray = useXRay(vitest);

vitest.test('it is traced', async () => {
  // what is to be traced
  await xray.expect(${[JSON.stringify(filter), ...listArgument(calls, '{ calls: [', '] }')].join(', ')});
});`;
}

function listArgument(calls: Calls[], open: string, close: string): string[] {
  return calls.length === 0 ? [] : [`${open}${calls.map((one) => JSON.stringify(callsText(one))).join(', ')}${close}`];
}

function go({ filter, calls }: CopySource): string {
  const options = calls.map((one) => `, xrayemulator.Calls(${JSON.stringify(callsText(one))})`);
  return `package shop

import (
	"testing"

	xrayemulator "xray-emulator.dev/go"
)

func TestItIsTraced(t *testing.T) {
	x := xrayemulator.Start(t)
	// what is to be traced
	x.Expect(t, ${JSON.stringify(filter)}${options.join('')})
}`;
}

function junit({ filter, calls }: CopySource): string {
  const wanted = calls.map((one) => JSON.stringify(callsText(one)));
  return `import dev.xrayemulator.XrayEmulator;
import dev.xrayemulator.XrayEmulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(XrayEmulatorExtension.class)
class TracedTest {
    @Test
    void itIsTraced(XrayEmulator xray) {
        // what is to be traced
        xray.expect(${[JSON.stringify(filter), ...(wanted.length === 0 ? [] : [`wanted -> wanted.calls(${wanted.join(', ')})`])].join(', ')});
    }
}`;
}
