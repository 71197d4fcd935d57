import { useConnection } from '../api/events';
import { GroupMenu } from './group_menu';
import { setLive, useScope } from './scope';
import { TimeRangePicker } from './time_range_picker';

/** Which traces all pages look at, and whether they follow what arrives. */
export function ScopeTools() {
  return (
    <>
      <GroupMenu />
      <TimeRangePicker />
      <LiveSwitch />
    </>
  );
}

function LiveSwitch() {
  const scope = useScope();
  const connection = useConnection();
  if (scope.range.kind === 'absolute') return null;
  const state = scope.live ? connection : 'paused';
  const label = scope.live ? 'Pause: do not follow what arrives' : 'Go live: follow what arrives';
  return (
    <button
      type="button"
      className={`button live live-${state}`}
      aria-pressed={scope.live}
      title={label}
      onClick={() => setLive(!scope.live)}
    >
      <span className="live-dot" aria-hidden="true" />
      {state === 'paused' ? 'Paused' : 'Live'}
      {state === 'connecting' && <span className="hidden-text">, connecting</span>}
    </button>
  );
}
