import { memo } from 'react';
import type { EdgeLayout, Point } from './geometry';
import { sharesOf, type MapEdge } from './graph';
import { pathOf } from './paths';
import { badTexts, metricsText } from './texts';

interface MapEdgeProps {
  edge: MapEdge;
  place: EdgeLayout;
  from: Point;
  to: Point;
  fromRadius: number;
  toRadius: number;
  width: number;
  minutes: number | undefined;
  /** What is called from where, for those who do not see it. */
  label: string;
  isSelected: boolean;
  onOpen: (key: string) => void;
}

/** A line from caller to callee; dashed where the connection is a link between traces. */
export const EdgeShape = memo(function EdgeShape(props: MapEdgeProps) {
  const { edge, place, minutes, isSelected, onOpen } = props;
  const path = pathOf(place, props);
  const metrics = edge.isLink ? 'linked traces' : metricsText(edge.traffic, minutes);
  const [bad] = badTexts(edge.traffic);
  const worst = sharesOf(edge.traffic)[0]?.outcome ?? 'ok';
  return (
    <g
      className={`map-edge map-edge-${worst}${edge.isLink ? ' map-edge-link' : ''}${isSelected ? ' map-selected' : ''}`}
      role="button"
      data-key={edge.key}
      tabIndex={-1}
      aria-label={[metrics, bad?.text, props.label].filter(Boolean).join(' ')}
      aria-pressed={isSelected}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(edge.key);
      }}
    >
      <path className="map-hit" d={path.line} />
      <path className="map-line" d={path.line} strokeWidth={props.width} />
      <path className="map-head" d={path.head} />
      <g className="map-texts" transform={`translate(${place.label.x} ${place.label.y})`}>
        <text className="map-metrics" y={-7}>
          {`${metrics} `}
        </text>
        {bad && (
          <text className={`map-metrics map-word map-${bad.outcome}`} y={15}>
            {`${bad.text} `}
          </text>
        )}
      </g>
    </g>
  );
});
