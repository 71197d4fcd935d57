import { memo } from 'react';
import { Glyph } from './glyph';
import { sharesOf, type MapNode } from './graph';
import { cutName, kindWord, shortName } from './kinds';
import { arcsOf } from './ring';
import { badTexts, metricsText, stateText } from './texts';

interface MapNodeProps {
  node: MapNode;
  x: number;
  y: number;
  radius: number;
  minutes: number | undefined;
  /** Why it is marked, in a few words. */
  mark: string | undefined;
  isSelected: boolean;
  /** Whether the tab key leads to it. */
  isEntry: boolean;
  onOpen: (key: string, byKeyboard: boolean) => void;
  onFocus: (key: string) => void;
}

/** A circle with the ring of how its requests ended, and what it is called below. */
export const NodeShape = memo(function NodeShape({ node, x, y, radius, minutes, mark, isSelected, isEntry, onOpen, onFocus }: MapNodeProps) {
  const name = cutName(shortName(node.name), 19);
  const metrics = metricsText(node.traffic, minutes) || stateText(node);
  // The spaces at the ends keep the texts apart where they are read as one.
  const bad = badTexts(node.traffic).slice(0, 2);
  const seen = [name, metrics, ...bad.map(({ text }) => text)].join(' ');
  return (
    <g
      className={`map-node map-node-${node.kind}${isSelected ? ' map-selected' : ''}`}
      transform={`translate(${x} ${y})`}
      role="button"
      data-key={node.key}
      tabIndex={isEntry ? 0 : -1}
      aria-label={`${seen}, ${kindWord(node.type)}${name === node.name ? '' : `, ${node.name}`}${mark === undefined ? '' : `, ${mark}`}`}
      aria-pressed={isSelected}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(node.key, false);
      }}
      onFocus={() => onFocus(node.key)}
    >
      <circle className="map-halo" r={radius + 9} />
      <circle className="map-disc" r={radius} />
      {arcsOf(sharesOf(node.traffic), radius).map(({ outcome, path }) => (
        <path key={outcome} className={`map-arc map-${outcome}`} d={path} />
      ))}
      <Glyph kind={node.kind} size={22} x={-11} y={-11} />
      {mark !== undefined && (
        <g className="map-mark" transform={`translate(${radius * 0.78} ${-radius * 0.78})`}>
          <title>{mark}</title>
          <circle r={9} />
          <path d="M0 -4.5v5M0 3.6v0.4" />
        </g>
      )}
      <g className="map-texts">
        <text className="map-name" y={radius + 19}>
          {`${name} `}
        </text>
        <text className="map-metrics" y={radius + 34}>
          {`${metrics} `}
        </text>
        {bad.length > 0 && (
          <text className="map-metrics" y={radius + 48}>
            {bad.map(({ outcome, text }, at) => (
              <tspan key={outcome} className={`map-word map-${outcome}`} dx={at > 0 ? 4 : 0}>
                {`${text} `}
              </tspan>
            ))}
          </text>
        )}
      </g>
    </g>
  );
});
