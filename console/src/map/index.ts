// The map of services. A page that shows one needs this file alone:
//
//   <div style={{ height: 420 }}>
//     <TraceMap traceId={id} revision={segments.length} onSelect={(selected) => …} />
//   </div>
//
// TraceMap asks for the graph of the trace itself. `onSelect` is told the node or the edge that is opened (`node.name`
// and `node.type` are those of segments and inferred segments), and undefined when it is closed. ServiceMap draws a
// graph that the page has: graphOf() makes one of the services of an answer.
export { graphOf, type MapEdge, type MapGraph, type MapNode } from './graph';
export { ServiceMap } from './service_map';
export { TraceMap } from './trace_map';
