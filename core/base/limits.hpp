// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// Every bound on what a request may hold and an answer may become, each with its source and its reason:
// `documented` by AWS, `seen 2026-09` in an answer of the service, or `ours`. README.md, "Limits", lists them
// for users. The quotas of OTLP's endpoint are in core/otlp/wire/limits.hpp.
namespace xray {

// ---- Quotas of the service (documented): https://docs.aws.amazon.com/general/latest/gr/xray.html

// Documented. Bytes of the documents of one trace; one with more is LimitExceeded.
inline constexpr std::uint64_t kMaxTraceBytes = 500ULL * 1024;

// Documented. Bytes of one segment document. Seen 2026-09: 66,000 bytes are accepted; so only --strict
// refuses more.
inline constexpr std::uint64_t kMaxDocumentBytes = 64ULL * 1024;

// ---- Bounds of the emulator (ours), with and without --strict. The service's own are not known; these are
// far above what any client sends, and keep what one request costs in time and memory in proportion to its
// size.

// Ours. The body of POST /TraceSegments and POST /v1/traces, also after its content coding is undone. 50
// documents of the largest size that the service takes are 3.2 MB; OpenTelemetry's collector sends some
// megabytes at once.
inline constexpr std::size_t kMaxIngestBody = 32U << 20U;

// Ours. The body of every other request. The largest that the service model allows has some hundred
// kilobytes.
inline constexpr std::size_t kMaxBody = 1U << 20U;

// Ours. How deep a segment document may nest, arrays and objects counted; a deeper one is refused with
// ParseError.
inline constexpr std::size_t kMaxDocumentDepth = 512;

// Ours. The same of a request's body, and of JSON within one (a policy). Found out before a DOM is built:
// code that copies or frees a DOM goes down into it, and a stack is soon at its end.
inline constexpr std::size_t kMaxRequestDepth = 512;

// Ours. Documents of one PutTraceSegments call; AWS documents no number, its daemon sends 50 at most. A
// refused document becomes an entry of the answer, so without a bound a few kilobytes of gzip become
// gigabytes.
inline constexpr std::size_t kMaxDocuments = 10'000;

// Ours. Documents of one request to /_emulator/import: a file holds whole traces, which may have more than a
// call of an SDK. As with the calls, each refused one is an entry for a while.
inline constexpr std::size_t kMaxImportDocuments = 100'000;

// Ours. A page of traces or summaries ends where it has this many bytes: a full page of a thousand ordinary
// summaries has one. Only what is larger alone is on a page of its own.
inline constexpr std::size_t kMaxPageBytes = 8U << 20U;

// Ours. An answer without pages: BatchGetTraces, and POST /_emulator/wait. Its ten thousand ordinary
// summaries have nine million bytes, and five traces of the size that AWS admits three.
inline constexpr std::size_t kMaxAnswerBytes = 64U << 20U;

// Ours. Event streams at a time, and what waits for a client of one that reads slowly: ten thousand traces,
// each told once. Whoever is further behind is cut off and comes back.
inline constexpr std::size_t kMaxEventStreams = 100;
inline constexpr std::size_t kMaxStreamBytes = 1U << 20U;

// Ours. Broken constraints that a validation error tells one by one. A request of many small structures
// breaks a hundred times as many bytes of text as it has.
inline constexpr std::size_t kMaxReportedProblems = 100;

// ---- Bounds of the emulator (ours) on what one trace may cost. Real traces are far below them: AWS takes
// 500 KB of documents a trace, which is some thousand segments and subsegments.

// Ours. Steps (core/base/step_budget.hpp) of one digest: some seconds of one core, for a trace of about a
// gigabyte or of millions of subsegments. A trace beyond it has no summary of its own content.
inline constexpr std::uint64_t kMaxDigestSteps = 20'000'000;

// Ours. Annotations of a trace in its summary, where filters find them; and the bytes of their keys and
// values. AWS indexes 50. They bound what one summary adds to a page of 8 MiB.
inline constexpr std::size_t kMaxAnnotations = 10'000;
inline constexpr std::size_t kMaxAnnotationBytes = 1U << 20U;

// Ours. Root causes of each kind, entities on the way to one, and exceptions of one entity.
inline constexpr std::size_t kMaxRootCauses = 1000;
inline constexpr std::size_t kMaxRootCauseEntities = 1000;
inline constexpr std::size_t kMaxRootCauseExceptions = 100;

// Ours. Entries of each other list of a summary: services, users, instances, zones, ARNs.
inline constexpr std::size_t kMaxSummaryEntries = 10'000;

// ---- Bounds of the emulator (ours) on what a service graph may cost. Its nodes are bounded where they are
// made.

// Documented. Links to other traces that a trace has (xray-tracelinking.html of the developer
// guide); further ones are left out.
inline constexpr std::size_t kMaxTraceLinks = 100;

// Ours. Different links between traces that a graph, or a fold of it, holds. Each is another one, a hundred
// in a trace, and each is looked up for every graph; ten thousand have a megabyte. An edge's histogram of
// ages does not change in kind with more.
inline constexpr std::size_t kMaxGraphLinks = 10'000;

// Ours. Edges of a graph, or of a fold of it, and other names under which callees were called, of all edges
// together. AWS bounds only the nodes (documented: 10,000), between which there could be a hundred million
// edges; with an edge's 600 bytes of answer a hundred thousand have 60 MB. A busy account's map has
// thousands.
inline constexpr std::size_t kMaxGraphEdges = 100'000;
inline constexpr std::size_t kMaxGraphAliases = 100'000;

// Ours. What looking up the other ends of a graph's links may cost in all: steps, one for each request that a
// linked trace holds and for each segment and subsegment of one that is read whole; and documents of traces
// read whole, which only links to local subsegments need. Some seconds of one core together. Ten thousand
// links to ordinary traces take a tenth of the steps.
inline constexpr std::uint64_t kMaxLinkSteps = 2'000'000;
inline constexpr std::size_t kMaxLinkedTraces = 1000;
inline constexpr std::uint64_t kMaxLinkedBytes = 64ULL << 20U;

// ---- Bounds of the emulator (ours) on sampling.

// Ours. Clients of one sampling rule that are remembered; every report looks at all of them. A client has an
// id of its own in each process, and is forgotten 300 seconds after its last report.
inline constexpr std::size_t kMaxSamplingClients = 10'000;

}  // namespace xray
