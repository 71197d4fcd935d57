import type { CSSProperties } from 'react';
import { Icon } from '../../components/icons';
import { StatusGlyph } from '../../components/status_badge';
import type { Stretch } from '../../model/critical_path';
import { subtitleOf } from '../../model/entity_text';
import { formatDuration } from '../../model/format';
import { statusWord } from '../../model/status';
import { serviceOf, type Entity } from '../../model/trace_tree';
import { placeOf, type View } from '../../model/view_range';
import type { WaterfallProps } from './waterfall';

interface WaterfallRowProps extends WaterfallProps {
  entity: Entity;
  place: number;
  top: number;
  stretches: Stretch[] | undefined;
  ticks: number[];
}

export function WaterfallRow(props: WaterfallRowProps) {
  const { entity, place, top, tree, view, ticks } = props;
  const isSelected = entity === props.selected;
  const hasChildren = entity.children.length > 0;
  const isFolded = props.folded.has(entity.id);
  const marks = [entity.kind === 'segment' ? 'segment' : '', props.matches.has(entity.index) ? 'match' : ''];
  return (
    <div
      role="row"
      aria-level={entity.depth + 1}
      aria-rowindex={place + 2}
      aria-expanded={hasChildren ? !isFolded : undefined}
      aria-selected={isSelected}
      tabIndex={isSelected ? 0 : -1}
      className={`waterfall-row ${marks.map((mark) => mark && `waterfall-${mark}`).join(' ')}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => props.onSelect(entity)}
      onDoubleClick={() => hasChildren && props.onFold(entity, !isFolded)}
    >
      <Name {...props} isFolded={isFolded} hasChildren={hasChildren} />
      <div role="gridcell" className="waterfall-time">
        {ticks.map((tick) => (
          <i key={tick} className="waterfall-tick" style={{ left: `${placeOf(view, tree.start + tick) * 100}%` }} />
        ))}
        <Bar {...props} />
      </div>
    </div>
  );
}

// Deeper ones stand no farther to the right: there is room for bars to be left.
const MOST_INDENTED = 14;

function Name({ entity, tree, spans, onFold, isFolded, hasChildren }: WaterfallRowProps & { isFolded: boolean; hasChildren: boolean }) {
  const indent = Math.min(entity.depth, MOST_INDENTED) * 12;
  const subtitle = spans?.get(entity.id)?.name ?? subtitleOf(entity);
  return (
    <div role="gridcell" className="waterfall-name" style={{ paddingLeft: 6 + indent }} title={`${entity.name}, in ${serviceOf(tree, entity)}`}>
      {hasChildren ? (
        <span className={isFolded ? 'waterfall-fold waterfall-folded' : 'waterfall-fold'} onClick={(event) => foldAt(event, () => onFold(entity, !isFolded))}>
          <Icon name="chevron_down" size={12} />
        </span>
      ) : (
        <span className="waterfall-fold" />
      )}
      {entity.status !== 'ok' && <StatusGlyph status={entity.status} />}
      <span className="waterfall-title">{entity.name}</span>
      {entity.status !== 'ok' && <span className="hidden-text">, {statusWord(entity.status)}</span>}
      {entity.inferred && <span className="chip">inferred</span>}
      {entity.inProgress && <span className="chip">in progress</span>}
      {entity.orphan && <span className="chip chip-error">parent missing</span>}
      {subtitle && subtitle !== entity.name && <span className="waterfall-subtitle">{subtitle}</span>}
    </div>
  );
}

function foldAt(event: { stopPropagation: () => void }, fold: () => void) {
  event.stopPropagation();
  fold();
}

/** Left and width of a stretch of time in the view, as styles; undefined where none of it is. */
function stylesOf(view: View, from: number, to: number): CSSProperties | undefined {
  const [left, right] = [Math.max(placeOf(view, from), 0), Math.min(placeOf(view, to), 1)];
  return left > 1 || right < 0 ? undefined : { left: `${left * 100}%`, width: `${Math.max(right - left, 0) * 100}%` };
}

function Bar({ entity, tree, view, gaps, stretches, spans }: WaterfallRowProps) {
  const style = stylesOf(view, entity.start, entity.end);
  const parent = tree.entities[entity.parent];
  const outlives = parent !== undefined && !parent.inProgress && entity.end > parent.end + 0.0005;
  const kind = `bar-${entity.status}${entity.inferred ? ' bar-inferred' : ''}${entity.inProgress ? ' bar-open' : ''}`;
  return (
    <>
      {style && <span className={`bar ${kind}`} style={style} title={outlives ? 'Ends after its parent' : undefined} />}
      {(gaps.get(entity.index) ?? []).map((gap) => (
        <span
          key={gap.from}
          className="bar-gap"
          style={stylesOf(view, gap.from, gap.to) ?? { display: 'none' }}
          title={`${formatDuration(gap.to - gap.from)} of ${entity.name} in which no subsegment was at work`}
        />
      ))}
      {(stretches ?? []).map((stretch) => (
        <span key={stretch.from} className="bar-path" style={stylesOf(view, stretch.from, stretch.to) ?? { display: 'none' }} />
      ))}
      {(spans?.get(entity.id)?.events ?? []).slice(0, 50).map((event, at) => (
        <span
          // Events have no ids; their order does not change.
          // oxlint-disable-next-line react/no-array-index-key
          key={at}
          className={event.name === 'exception' ? 'bar-event bar-event-bad' : 'bar-event'}
          style={stylesOf(view, event.time, event.time) ?? { display: 'none' }}
          title={event.name}
        />
      ))}
      {!style && (
        <span className={entity.end < view.from ? 'bar-away' : 'bar-away bar-away-later'}>{entity.end < view.from ? '◂' : '▸'}</span>
      )}
      {style && (
        <span className="bar-label" style={{ left: `${Math.min(placeOf(view, entity.end), 1) * 100}%` }}>
          {entity.inProgress ? '…' : formatDuration(entity.end - entity.start)}
        </span>
      )}
    </>
  );
}
