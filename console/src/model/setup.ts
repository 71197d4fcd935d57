// What to set where an application runs, so that its traces come here. Pure.

/** Where the emulator listens, as this page is reached. */
export interface Listener {
  host: string;
  port: number;
  secure: boolean;
}

export type Client = 'xray-python' | 'xray-node' | 'xray-java' | 'xray-go' | 'otlp-http' | 'otlp-grpc' | 'aws';
export type Place = 'here' | 'compose' | 'docker';
export type Notation = 'sh' | 'powershell' | 'compose' | 'env';

export const CLIENTS: readonly (readonly [Client, string])[] = [
  ['xray-python', 'X-Ray SDK, Python'],
  ['xray-node', 'X-Ray SDK, Node.js'],
  ['xray-java', 'X-Ray SDK, Java'],
  ['xray-go', 'X-Ray SDK, Go'],
  ['otlp-http', 'OpenTelemetry, HTTP'],
  ['otlp-grpc', 'OpenTelemetry, gRPC'],
  ['aws', 'AWS CLI, boto3'],
];

export const PLACES: readonly (readonly [Place, string])[] = [
  ['here', 'On this machine'],
  ['compose', 'In a container, the emulator is the service xray'],
  ['docker', 'In a container, the emulator is on the host'],
];

export const NOTATIONS: readonly (readonly [Notation, string])[] = [
  ['sh', 'bash, zsh'],
  ['powershell', 'PowerShell'],
  ['compose', 'Docker Compose'],
  ['env', '.env file'],
];

/** From the address of the page: the same port takes UDP, HTTP and gRPC. */
export function listenerOf(location: { hostname: string; port: string; protocol: string }): Listener {
  const secure = location.protocol === 'https:';
  // "localhost" may be ::1 for an SDK, where nothing listens for datagrams.
  const host = location.hostname === 'localhost' ? '127.0.0.1' : location.hostname;
  return { host, port: Number(location.port) || (secure ? 443 : 80), secure };
}

/** Who can reach what is bound to an address, as the end of a sentence. */
export function reachOf(bind: string | null | undefined): string {
  if (bind === '0.0.0.0' || bind === '::') return '; other machines reach it as well';
  return bind?.startsWith('127.') || bind === '::1' ? '; only this machine reaches it' : '';
}

/** The port that the emulator has inside its own container. */
const CONTAINER_PORT = 2000;

function listenerAt(place: Place, listener: Listener): Listener {
  if (place === 'compose') return { host: 'xray', port: CONTAINER_PORT, secure: false };
  return place === 'docker' ? { ...listener, host: 'host.docker.internal' } : listener;
}

export const datagramAddress = (listener: Listener) => `${listener.host}:${listener.port}`;
export const httpAddress = (listener: Listener) => `${listener.secure ? 'https' : 'http'}://${listener.host}:${listener.port}`;

type Variables = [string, string][];

const REGION: Variables = [
  ['AWS_REGION', 'us-east-1'],
  ['AWS_DEFAULT_REGION', 'us-east-1'],
  ['AWS_ACCESS_KEY_ID', 'test'],
  ['AWS_SECRET_ACCESS_KEY', 'test'],
];

// OpenTelemetry sends metrics and logs as well, and a span five seconds after its end.
const OPENTELEMETRY: Variables = [
  ['OTEL_METRICS_EXPORTER', 'none'],
  ['OTEL_LOGS_EXPORTER', 'none'],
  ['OTEL_BSP_SCHEDULE_DELAY', '100'],
  ['OTEL_SERVICE_NAME', 'shop'],
];

export function variablesOf(client: Client, place: Place, listener: Listener): Variables {
  const at = listenerAt(place, listener);
  const url = httpAddress(at);
  switch (client) {
    case 'otlp-http':
      return [
        ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `${url}/v1/traces`],
        ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf'],
        ...OPENTELEMETRY,
      ];
    case 'otlp-grpc':
      return [
        ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', url],
        ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc'],
        ...OPENTELEMETRY,
      ];
    case 'aws':
      return [['AWS_ENDPOINT_URL_XRAY', url], ...REGION];
    default:
      return [['AWS_XRAY_DAEMON_ADDRESS', datagramAddress(at)]];
  }
}

// Letters that no shell reads as anything else.
const PLAIN = /^[\w./:@%+,=-]*$/;

function writeVariable(name: string, value: string, notation: Notation): string {
  switch (notation) {
    case 'powershell':
      return `$env:${name} = '${value.replaceAll("'", "''")}'`;
    case 'compose':
      return `      ${name}: ${PLAIN.test(value) && !/^[\d.]+$/.test(value) && !value.includes(': ') ? value : JSON.stringify(value)}`;
    case 'env':
      return `${name}=${value}`;
    default:
      return `export ${name}=${PLAIN.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`}`;
  }
}

/** The settings as text to copy. */
export function settingsText(client: Client, place: Place, notation: Notation, listener: Listener): string {
  return write(variablesOf(client, place, listener), place, notation);
}

function write(variables: Variables, place: Place, notation: Notation): string {
  const lines = variables.map(([name, value]) => writeVariable(name, value, notation));
  if (notation !== 'compose') return lines.join('\n');
  // Docker on Linux knows the host by this name only when told so.
  const hosts = place === 'docker' ? ['    extra_hosts:', '      - host.docker.internal:host-gateway'] : [];
  return ['services:', '  app:', '    environment:', ...lines, ...hosts].join('\n');
}

/** What to do beside the settings: code that makes a first trace, or more settings. */
export function nextStepOf(client: Client, place: Place, notation: Notation, listener: Listener): { title: string; text: string } {
  if (client !== 'otlp-http' && client !== 'otlp-grpc') return CODE[client];
  const variables: Variables = [
    ['OTEL_TRACES_SAMPLER', 'xray'],
    // Without it the sampler asks port 2000 of its own machine.
    ['OTEL_TRACES_SAMPLER_ARG', `endpoint=${httpAddress(listenerAt(place, listener))}`],
    ['OTEL_PROPAGATORS', 'xray'],
  ];
  return { title: 'With ADOT or the X-Ray packages: X-Ray’s sampling rules and header', text: write(variables, 'here', notation) };
}

const CODE: Record<Exclude<Client, 'otlp-http' | 'otlp-grpc'>, { title: string; text: string }> = {
  'xray-python': {
    title: 'pip install aws-xray-sdk',
    text: `from aws_xray_sdk.core import patch_all, xray_recorder

xray_recorder.configure(service='shop')
patch_all()  # requests, boto3, SQL drivers

with xray_recorder.in_segment('shop'):
    ...`,
  },
  'xray-node': {
    title: 'npm install aws-xray-sdk',
    text: `const AWSXRay = require('aws-xray-sdk');
AWSXRay.captureHTTPsGlobal(require('http'));

app.use(AWSXRay.express.openSegment('shop'));
// routes
app.use(AWSXRay.express.closeSegment());`,
  },
  'xray-java': {
    title: 'com.amazonaws:aws-xray-recorder-sdk-core',
    text: `try (Segment segment = AWSXRay.beginSegment("shop")) {
    // Spring and servlets: a bean new AWSXRayServletFilter("shop")
}`,
  },
  'xray-go': {
    title: 'go get github.com/aws/aws-xray-sdk-go/v2',
    text: `handler := xray.Handler(xray.NewFixedSegmentNamer("shop"), mux)
http.ListenAndServe(":8080", handler)`,
  },
  aws: {
    title: 'AWS CLI 2.13, boto3 1.28, or newer',
    text: `now=$(date +%s)
aws xray get-trace-summaries --start-time $((now - 600)) --end-time $now

python3 -c "import boto3; print(boto3.client('xray').get_sampling_rules())"`,
  },
};

/** What to know of the choice; empty where there is nothing. */
export function adviceOf(client: Client, place: Place): string[] {
  const advice: string[] = [];
  if (client.startsWith('xray-')) {
    advice.push(
      'An X-Ray SDK decides about its first requests by itself, one a second and 5 %, until it has fetched the rules from here.',
    );
  }
  if (place === 'docker') advice.push('The emulator must listen beyond loopback: start it with --bind 0.0.0.0.');
  if (place === 'compose') advice.push('“xray” is the emulator’s service in the Compose file; its port inside the network is 2000.');
  return advice;
}
