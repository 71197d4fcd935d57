import { useMemo, useState } from 'react';
import { DataTable, type Column } from '../../components/data_table';
import { formatCount, formatDuration } from '../../model/format';
import { sortRows, type Sorting, type SortValue } from '../../model/sorting';
import { averageOf, badShareOf, formatRate, type MapEdge, type MapGraph, type MapNode, type Traffic } from '../../map/graph';
import { kindWord, shortName } from '../../map/kinds';
import { badTexts } from '../../map/texts';

interface MapTableProps {
  graph: MapGraph;
  minutes: number;
  selected: string | undefined;
  onOpen: (key: string) => void;
}

/** The map as two tables: for those who do not see it, for small screens, and for sorting. */
export function MapTable({ graph, minutes, selected, onOpen }: MapTableProps) {
  const nodes = useMemo(() => nodeColumns(minutes), [minutes]);
  const edges = useMemo(() => edgeColumns(graph, minutes), [graph, minutes]);
  return (
    <div className="map-tables">
      <h2>Nodes</h2>
      <Sorted label="Nodes" rows={graph.nodes} columns={nodes} {...{ selected, onOpen }} />
      <h2>Edges</h2>
      <Sorted label="Edges" rows={graph.edges} columns={edges} {...{ selected, onOpen }} />
    </div>
  );
}

type SortedColumn<Row> = Column<Row> & { valueOf: (row: Row) => SortValue };

interface SortedProps<Row> {
  label: string;
  rows: Row[];
  columns: SortedColumn<Row>[];
  selected: string | undefined;
  onOpen: (key: string) => void;
}

function Sorted<Row extends { key: string }>({ label, rows, columns, selected, onOpen }: SortedProps<Row>) {
  const [sorting, setSorting] = useState<Sorting>({ by: 'total', descending: true });
  const sorted = useMemo(() => {
    const column = columns.find((one) => one.id === sorting.by);
    return column ? sortRows(rows, column.valueOf, sorting.descending) : rows;
  }, [rows, columns, sorting]);
  return (
    <DataTable
      label={label}
      rows={sorted}
      columns={columns}
      keyOf={(row) => row.key}
      sorting={sorting}
      onSort={setSorting}
      onOpen={(row) => onOpen(row.key)}
      isMarked={(row) => row.key === selected}
    />
  );
}

function nodeColumns(minutes: number): SortedColumn<MapNode>[] {
  return [
    { id: 'name', label: 'Name', width: 'minmax(80px, 2fr)', sortable: true, valueOf: (node) => node.name, cell: (node) => <Name node={node} /> },
    { id: 'kind', label: 'Kind', width: 'minmax(80px, 1fr)', sortable: true, hideBelow: 560, valueOf: (node) => kindWord(node.type), cell: (node) => kindWord(node.type) },
    ...trafficColumns<MapNode>(minutes),
  ];
}

function edgeColumns(graph: MapGraph, minutes: number): SortedColumn<MapEdge>[] {
  const name = (key: string) => graph.nodeOf.get(key)?.name ?? '';
  return [
    { id: 'from', label: 'From', width: 'minmax(70px, 1.5fr)', sortable: true, valueOf: (edge) => name(edge.from), cell: (edge) => <Name node={graph.nodeOf.get(edge.from)} /> },
    {
      id: 'to',
      label: 'To',
      width: 'minmax(70px, 1.5fr)',
      sortable: true,
      valueOf: (edge) => name(edge.to),
      cell: (edge) => (
        <>
          <Name node={graph.nodeOf.get(edge.to)} />
          {edge.isLink && <span className="muted"> (linked)</span>}
        </>
      ),
    },
    ...trafficColumns<MapEdge>(minutes),
  ];
}

function trafficColumns<Row extends { traffic: Traffic | undefined }>(minutes: number): SortedColumn<Row>[] {
  const total = ({ traffic }: Row) => traffic?.total;
  return [
    { id: 'total', label: 'Requests', width: '96px', align: 'end', sortable: true, hideBelow: 420, valueOf: total, cell: ({ traffic }) => (traffic ? formatCount(traffic.total) : '–') },
    { id: 'rate', label: 'Rate', width: '82px', align: 'end', hideBelow: 700, sortable: true, valueOf: total, cell: ({ traffic }) => (traffic ? formatRate(traffic.total, minutes) : '–') },
    { id: 'average', label: 'Average', width: '72px', align: 'end', sortable: true, valueOf: ({ traffic }) => averageOf(traffic), cell: ({ traffic }) => formatDuration(averageOf(traffic)) },
    { id: 'bad', label: 'Went wrong', width: 'minmax(106px, 1.5fr)', sortable: true, valueOf: ({ traffic }) => badShareOf(traffic), cell: ({ traffic }) => <Bad traffic={traffic} /> },
  ];
}

function Name({ node }: { node: MapNode | undefined }) {
  if (!node) return null;
  return (
    <span title={node.name}>
      {shortName(node.name)}
      {node.kind === 'client' && <span className="muted"> (client)</span>}
    </span>
  );
}

function Bad({ traffic }: { traffic: Traffic | undefined }) {
  const texts = badTexts(traffic);
  if (texts.length === 0) return <span className="muted">–</span>;
  return (
    <>
      {texts.map(({ outcome, text }, at) => (
        <span key={outcome} className={`map-${outcome}`}>
          {at > 0 && ', '}
          {text}
        </span>
      ))}
    </>
  );
}
