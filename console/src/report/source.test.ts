import { gzipSync, strToU8 } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, setSource } from '../api/http';
import type { TraceSummary } from '../api/types';
import { getGroups, getSamplingRules, getServiceGraph, getTrace, getTraceGraph, getTraceSummaries } from '../api/xray';
import { getRuns } from '../api/emulator';
import { countsOf } from './counts';
import { readReport } from './data';
import { sourceOf } from './source';

const ids = ['1-00000001-000000000000000000000001', '1-00000002-000000000000000000000002'];

const summary = (Id: string, more: Partial<TraceSummary> = {}): TraceSummary => ({
  Id, StartTime: 1, Duration: 1, ResponseTime: 1, HasError: false, HasFault: false, HasThrottle: false, IsPartial: false,
  Http: { ClientIp: null, HttpMethod: 'GET', HttpStatus: 200, HttpURL: 'http://shop.local/cart?x=1', UserAgent: null },
  Annotations: {}, Users: [], ServiceIds: [{ Name: 'shop', Names: ['shop'], Type: null }], EntryPoint: { Name: 'shop', Names: ['shop'], Type: null },
  ErrorRootCauses: [], FaultRootCauses: [], ResponseTimeRootCauses: [], ResourceARNs: [], InstanceIds: [], AvailabilityZones: [],
  MatchedEventTime: null, Revision: 1, ...more,
});

const trace = (Id: string, more: object) => ({
  Id, Duration: 1, LimitExceeded: false,
  Segments: [{ Id: 'a', Document: JSON.stringify({ id: 'a', name: 'shop', start_time: 0, end_time: 1, ...more }) }],
});

const raw = {
  version: 1, emulator: '0.1.0', generated: 100, command: ['pytest'], exitCode: 0, expectations: [], Services: [], left_out: 3,
  TraceSummaries: [
    summary(ids[0] as string),
    summary(ids[1] as string, {
      HasFault: true,
      Annotations: { tenant: [{ AnnotationValue: { StringValue: 'Acme Inc', NumberValue: null, BooleanValue: null }, ServiceIds: null }] },
    }),
  ],
  Traces: [trace(ids[0] as string, {}), trace(ids[1] as string, { fault: true, cause: { exceptions: [{ message: 'no </script> here' }] } })],
};

const packed = (value: unknown) => Buffer.from(gzipSync(strToU8(JSON.stringify(value)))).toString('base64');

describe('the data in the file', () => {
  it('is compressed JSON as base64, with anything in it', async () => {
    const data = await readReport(`\n${packed(raw)}\n`);
    expect(data).toEqual(raw);
    expect(countsOf(data)).toMatchObject({ services: 0, outcomes: { fault: 1, error: 0, throttle: 0 } });
  });

  it('may lack what was not known', async () => {
    expect(await readReport(packed({ version: 1 }))).toMatchObject({ exitCode: null, command: [], TraceSummaries: [], left_out: 0 });
  });

  it('is told apart from the template, from a file cut off, and from another version', async () => {
    await expect(readReport('@XRAY_REPORT_DATA@')).rejects.toThrow('template');
    await expect(readReport(packed(raw).slice(0, 40))).rejects.toThrow('cut off');
    await expect(readReport('%%%')).rejects.toThrow('cut off');
    await expect(readReport(packed({ ...raw, version: 2 }))).rejects.toThrow('version');
    await expect(readReport(packed(null))).rejects.toThrow('version');
  });
});

describe('behind the functions of the API', () => {
  const range = { from: 0, to: 1 };
  const found = async (filter: string) => (await getTraceSummaries({ ...range, filter })).TraceSummaries.map((one) => one.Id);
  const use = async () => setSource(sourceOf(await readReport(packed(raw))));
  afterEach(() => setSource(() => Promise.reject(new Error('no source'))));

  it('answers with all traces, whatever the time', async () => {
    await use();
    expect(await getTraceSummaries(range)).toMatchObject({ TracesProcessedCount: 2, NextToken: null, TraceSummaries: [{ Id: ids[0] }, { Id: ids[1] }] });
    expect((await getTrace(ids[1] as string))?.Segments).toHaveLength(1);
    expect(await getTrace('1-00000009-000000000000000000000009')).toBeUndefined();
    expect((await getServiceGraph(range)).Services).toEqual([]);
    expect((await getTraceGraph([ids[1] as string])).map((one) => one.Type)).toEqual([null, 'client']);
    expect(await getGroups()).toEqual([]);
    expect(await getRuns()).toEqual([]);
  });

  it('searches facts and texts', async () => {
    await use();
    expect(await found('outcome=failed')).toEqual([ids[1]]);
    expect(await found('fault=shop')).toEqual([ids[1]]);
    expect(await found('ok=shop')).toEqual([ids[0]]);
    expect(await found('call="shop -> shop"')).toEqual(ids);
    expect(await found('annotation.tenant="acme inc"')).toEqual([ids[1]]);
    expect(await found('path=/cart status=200')).toEqual(ids);
    expect(await found('"no </script>"')).toEqual([ids[1]]);
    expect(await found(ids[0] as string)).toEqual([ids[0]]);
  });

  it('says what a report does not have', async () => {
    await use();
    await expect(getSamplingRules()).rejects.toThrow(ApiError);
  });
});
