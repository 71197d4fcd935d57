import { setSearch } from '../../app/router';
import { Button } from '../../components/button';
import { Icon } from '../../components/icons';
import { isReport } from '../../model/edition';
import { both } from '../../model/filter_text';
import { formatCount, formatDuration, formatTime } from '../../model/format';
import type { Selection } from './selection';

interface SelectionChipsProps {
  selection: Selection;
  shown: number;
  all: number;
  filter: string;
}

/** What the charts narrow the table to, to be taken away or made part of the filter. */
export function SelectionChips({ selection: { times, values }, shown, all, filter }: SelectionChipsProps) {
  if (!times && !values) return null;
  const keep = () => {
    if (!values) return;
    const condition = `responsetime >= ${round(values[0])} AND responsetime <= ${round(values[1])}`;
    setSearch({ filter: both(filter, condition), rt: undefined });
  };
  return (
    <>
      <span className="muted" role="status">
        {formatCount(shown)} of {formatCount(all)} selected
      </span>
      {values && (
        <Button onClick={() => setSearch({ rt: undefined }, { replace: true })} title="Take away">
          {formatDuration(values[0])} – {formatDuration(values[1])}
          <Icon name="close" size={12} />
        </Button>
      )}
      {times && (
        <Button onClick={() => setSearch({ time: undefined }, { replace: true })} title="Take away">
          {formatTime(times[0])} – {formatTime(times[1])}
          <Icon name="close" size={12} />
        </Button>
      )}
      {values && !isReport && (
        <Button kind="quiet" icon="filter" onClick={keep}>
          Add to the filter
        </Button>
      )}
    </>
  );
}

const round = (seconds: number) => Number(seconds.toPrecision(4));
