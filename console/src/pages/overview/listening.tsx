import type { Stats } from '../../api/emulator';
import { formatDuration } from '../../model/format';
import { datagramAddress, httpAddress, listenerOf, reachOf } from '../../model/setup';

interface ListeningProps {
  stats: Stats;
  version: string;
  uptime: number;
  /** Why the database cannot be written. */
  trouble: string | undefined;
}

/** Where the emulator listens, by its own word, and who can reach it there. */
export function Listening({ stats, version, uptime, trouble }: ListeningProps) {
  const here = listenerOf(window.location);
  const { listening, indexing_delay_seconds: delay = 0 } = stats;
  const http = listening?.http ?? httpAddress(here);
  const [grpc, reach] = [listening?.otlpGrpc, reachOf(listening?.bind)];
  return (
    <>
      <p className="overview-listening">
        <span className="overview-beat" aria-hidden="true" />
        Listening on <code>{http}</code> for the X-Ray API and OpenTelemetry, and on UDP <code>{listening?.udp ?? datagramAddress(here)}</code> for
        X-Ray SDKs
        {grpc && grpc !== http && (
          <>
            ; OpenTelemetry over gRPC on <code>{grpc}</code>, too
          </>
        )}
        {reach}.{' '}
        {!here.secure && http !== httpAddress(here) && (
          <>
            This page reaches it as <code>{httpAddress(here)}</code>.{' '}
          </>
        )}
        {delay > 0 && <>Queries see what arrives after {formatDuration(delay)}: --indexing-delay. </>}
        <span className="muted numeric">
          Version {version}, up {formatDuration(uptime)}
        </span>
      </p>
      {trouble && (
        <p className="overview-trouble" role="alert">
          The database cannot be written: {trouble}
        </p>
      )}
    </>
  );
}
