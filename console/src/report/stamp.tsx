import { formatTime, formatUtc } from '../model/format';
import type { ReportData } from './data';

/** When it was made, at the right of the header of every page. */
export function Stamp({ data }: { data: ReportData }) {
  return (
    <time className="stamp muted numeric" dateTime={new Date(data.generated * 1000).toISOString()} title={formatUtc(data.generated)}>
      <span className="stamp-word">Report of </span>
      {formatTime(data.generated)}
    </time>
  );
}
