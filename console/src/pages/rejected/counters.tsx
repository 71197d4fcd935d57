import type { Stats } from '../../api/emulator';
import { StatusGlyph } from '../../components/status_badge';
import { counterGroups } from '../../model/counters';
import { formatCount } from '../../model/format';

export function Counters({ stats }: { stats: Stats }) {
  return (
    <div className="counters">
      {counterGroups(stats).map((group) => (
        <section key={group.title} className="card">
          <h2>{group.title}</h2>
          <dl>
            {group.counters.map((counter) => (
              <div key={counter.name} className={counter.isTrouble ? 'counter counter-trouble' : 'counter'}>
                <dt title={counter.name}>
                  {counter.isTrouble && <StatusGlyph status="error" />}
                  {counter.label}
                </dt>
                <dd className={counter.value === 0 ? 'numeric muted' : 'numeric'}>{formatCount(counter.value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
