import { describe, expect, it } from 'vitest';
import { CLIENTS, listenerOf, nextStepOf, NOTATIONS, PLACES, reachOf, settingsText, variablesOf } from './setup';

const here = { host: '127.0.0.1', port: 2000, secure: false };

describe('listenerOf', () => {
  it('reads host and port of the page', () => {
    expect(listenerOf({ hostname: 'ci-7', port: '4711', protocol: 'http:' })).toEqual({ host: 'ci-7', port: 4711, secure: false });
  });
  it('names loopback by its number, since SDKs may take localhost for ::1', () => {
    expect(listenerOf({ hostname: 'localhost', port: '2000', protocol: 'http:' }).host).toBe('127.0.0.1');
  });
  it('knows the ports that addresses leave out', () => {
    expect(listenerOf({ hostname: 'a', port: '', protocol: 'https:' })).toEqual({ host: 'a', port: 443, secure: true });
    expect(listenerOf({ hostname: 'a', port: '', protocol: 'http:' }).port).toBe(80);
  });
});

it('tells who can reach it', () => {
  expect(['127.0.0.1', '0.0.0.0', '::', '10.1.2.3', null].map(reachOf)).toEqual([
    '; only this machine reaches it', '; other machines reach it as well', '; other machines reach it as well', '', '',
  ]);
});

describe('settingsText', () => {
  it('gives X-Ray SDKs the address of the daemon', () => {
    expect(settingsText('xray-go', 'here', 'sh', here)).toBe('export AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000');
  });
  it('writes for PowerShell and for .env files', () => {
    expect(settingsText('xray-go', 'here', 'powershell', here)).toBe("$env:AWS_XRAY_DAEMON_ADDRESS = '127.0.0.1:2000'");
    expect(settingsText('xray-go', 'here', 'env', here)).toBe('AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000');
  });
  it('names the Compose service, with the port inside its network', () => {
    const text = settingsText('aws', 'compose', 'compose', { ...here, port: 32768 });
    expect(text).toContain('      AWS_ENDPOINT_URL_XRAY: http://xray:2000\n');
    expect(text.startsWith('services:\n  app:\n    environment:\n')).toBe(true);
  });
  it('quotes in Compose what YAML would read as a number', () => {
    expect(settingsText('otlp-http', 'here', 'compose', here)).toContain('OTEL_BSP_SCHEDULE_DELAY: "100"');
  });
  it('tells Docker on Linux of the host', () => {
    const text = settingsText('xray-node', 'docker', 'compose', here);
    expect(nextStepOf('otlp-grpc', 'docker', 'sh', here).text).toContain('OTEL_TRACES_SAMPLER_ARG=endpoint=http://host.docker.internal:2000');
    expect(text).toContain('AWS_XRAY_DAEMON_ADDRESS: host.docker.internal:2000');
    expect(text).toContain('host.docker.internal:host-gateway');
  });
});

describe('variablesOf', () => {
  it('sends OpenTelemetry over HTTP to the path, over gRPC to the port', () => {
    expect(Object.fromEntries(variablesOf('otlp-http', 'here', here))['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']).toBe('http://127.0.0.1:2000/v1/traces');
    const grpc = Object.fromEntries(variablesOf('otlp-grpc', 'here', here));
    expect(grpc['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']).toBe('http://127.0.0.1:2000');
    expect(grpc['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']).toBe('grpc');
  });
  it('keeps TLS where the page has it', () => {
    expect(variablesOf('aws', 'here', { ...here, secure: true })[0]).toEqual(['AWS_ENDPOINT_URL_XRAY', 'https://127.0.0.1:2000']);
  });
  it('has settings and code for every choice', () => {
    for (const [client] of CLIENTS) {
      for (const [place] of PLACES) {
        for (const [notation] of NOTATIONS) {
          expect(settingsText(client, place, notation, here)).not.toBe('');
          expect(nextStepOf(client, place, notation, here).text).not.toBe('');
        }
      }
    }
  });
});
