import { useNow } from '../../components/use_now';
import { formatAge, formatUtc } from '../../model/format';
import { shortName, type Signal } from '../../model/signals';

/** From whom it came last, and how long ago. */
export function LastHeard({ last }: { last: Signal['last'] }) {
  const now = useNow(1000);
  if (!last) return null;
  return (
    <span className="signal-last muted" title={last.by}>
      {shortName(last.by)}, <time title={formatUtc(last.at)}>{formatAge(last.at, now)}</time>
    </span>
  );
}
