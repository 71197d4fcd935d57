// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/counters.hpp"
#include "core/base/error.hpp"
#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/graph/service_graph.hpp"
#include "storage/types.hpp"

namespace xray::storage {

class ControlStore;

// Traces in SQLite: documents as they came, and the digest of every trace (core/digest/trace_digest.hpp).
//
// Threads: every method may be called from any thread. One thread of the store's own writes; it commits
// whatever waits in one transaction (group commit), and works out the digests of changed traces when no
// documents wait, or when a reader waits for them.
//
// Durability: what submit_and_wait() has acknowledged is in a committed transaction of a WAL database and
// survives the death of the process (SIGKILL); with a file as path.
//
// Damage: what was worked out from documents and cannot be read is passed over with a line in the log, and
// worked out again; the next query that settles has it.
//
// Failures: what the operating system or the file's content causes at open() is an Error; SQLite failures
// later on throw std::runtime_error from reading methods, and are counted and logged for writing ones.
class TraceStore {
public:
    // Opens or creates the database, brings an older schema up to date; the writer then works out digests
    // that are missing. A file of a newer schema, a file that is no database of the emulator, a file that
    // another process uses and a path that cannot be created give an Error whose message names the file and
    // the reason; the file is left as it was.
    [[nodiscard]] static Result<std::unique_ptr<TraceStore>> open(const StoreOptions& options,
                                                                  const Clock& clock, Counters& counters,
                                                                  LogSink log);

    TraceStore(const TraceStore&) = delete;
    TraceStore& operator=(const TraceStore&) = delete;
    virtual ~TraceStore() = default;  // drains the queue, commits, closes

    // Queues documents of one delivery and returns at once. A document that does not fit in the queue, or
    // comes while too many are undigested, is dropped and counted (documents_dropped). Returns how many were
    // taken. Used for datagrams, which nobody waits for.
    virtual std::size_t submit(std::vector<IncomingDocument> documents) = 0;

    // Queues documents of one delivery, waiting for room if need be, and returns after the transaction that
    // holds them has committed. An Error (kInternal) means that none of them is stored.
    [[nodiscard]] virtual Result<void> submit_and_wait(std::vector<IncomingDocument> documents) = 0;

    // Returns when everything submitted before the call is committed and visible to the methods below,
    // digests included (except for what indexing_delay holds back). Every query calls it first: read your
    // writes. A trace of thousands of documents that grows by datagrams may lag by about the time that it
    // takes to work it out. For what submit_and_wait() has acknowledged it waits however long it takes, for
    // anything else at most kSettleTimeout; and for nothing while the database cannot be written: queries
    // then answer with what is there (trouble()). Returns whether everything is visible.
    virtual bool settle() = 0;

    // The same, but waits for nothing longer than `timeout`.
    virtual bool settle_within(std::chrono::milliseconds timeout) = 0;

    // The trace's documents; nothing if it is unknown or not yet visible. Needs no settle() beyond the
    // commit.
    [[nodiscard]] std::optional<StoredTrace> load_trace(const TraceId& id) {
        return load_trace(id, std::numeric_limits<std::uint64_t>::max());
    }

    // The same, but a trace that has more than `most_bytes` bytes of documents comes without any, and is not
    // read to its end: its receipt tells more than `most_bytes`, and nothing else that can be relied on.
    [[nodiscard]] virtual std::optional<StoredTrace> load_trace(const TraceId& id,
                                                                std::uint64_t most_bytes) = 0;

    // The digests of several traces, one after the other in the order of `ids`, each handed to `visit` for
    // the duration of its call. Unknown ones are passed over. In memory the visit stops every few
    // milliseconds for whoever waits for the database, as scan() does: it takes a few turns at it, and not
    // one for each trace, which beside a writer that is always busy would take as long as one of the
    // writer's.
    //
    // `visit`, here and in scan(), must not call load_trace(), visit_digest(), visit_digests() or scan(), nor
    // wait for what the writer does: in memory all of them share one connection.
    virtual void visit_digests(std::span<const TraceId> ids,
                               const std::function<void(const TraceDigest&)>& visit) = 0;

    // The same for one trace. False if it is unknown.
    bool visit_digest(const TraceId& id, const std::function<void(const TraceDigest&)>& visit) {
        bool is_known = false;
        visit_digests({&id, 1}, [&](const TraceDigest& digest) {
            is_known = true;
            visit(digest);
        });
        return is_known;
    }

    // Visits digests from the newest to the oldest (by the scan's time, then by id, both descending) until
    // `visit` returns false. The digest and what it borrows are valid only during that call.
    //
    // Visits are of the traces as they were at the beginning, each once, whatever changes meanwhile. In
    // memory the scan stops every few milliseconds for whoever waits for the database, and what is changed
    // then is kept for it; a reset ends it early.
    virtual void scan(const TraceScan& scan, const std::function<bool(const TraceDigest&)>& visit) = 0;

    // How many traces there are in the scan's range behind its position; conditions, terms and exceptions
    // of the scan do not count.
    [[nodiscard]] virtual std::size_t count(const TraceScan& scan) = 0;

    // Adds every trace of the range once to an empty builder: the same as scanning it, but mostly from folds
    // of whole hours and minutes that are kept up with the digests, so that its cost hardly grows with the
    // number of traces. As of one moment, as scan().
    virtual void fold_graph(const GraphRange& range, ServiceGraphBuilder& builder) = 0;

    // Visits the traces by the minute of their last update, folded, oldest first: the minutes since the epoch
    // in [from, to) that have any. `visit` must not call the store. In memory others get the database between
    // minutes: a trace whose last update moves on meanwhile may be in neither of the two minutes or in both.
    virtual void fold_minutes(
        std::int64_t from, std::int64_t to,
        const std::function<void(std::int64_t minute, ServiceGraphBuilder& fold)>& visit) = 0;

    // Waits for nothing: neither for the writer nor for the database.
    [[nodiscard]] virtual StoreTotals totals() = 0;

    // A number that grows whenever traces appear, change or go. Read before a scan, it tells for how long the
    // result is good: until the number is another one. It begins anew with the process.
    [[nodiscard]] virtual std::uint64_t changes() = 0;

    // What keeps the store from writing at the moment (a full disk, a lock of another process), or that its
    // file was deleted, in words; empty while all is well. Reading goes on with what is there.
    [[nodiscard]] virtual std::string trouble() { return {}; }

    // Forgets all traces. Documents submitted before the call are gone, later ones stay. On a full disk it
    // makes room for new ones. The Error (kInternal) says in plain words why the database failed.
    [[nodiscard]] virtual Result<void> reset() = 0;

    // Deletes traces whose last receipt is older than the retention; returns how many. The store also does
    // this on its own about once a minute. Throws std::runtime_error when the database fails.
    virtual std::size_t apply_retention() = 0;

    // From now on tells `listener` which traces have appeared or changed, after readers see them, until
    // another listener takes its place; none if it is empty. Called from the writer thread: it must neither
    // block nor call the store. Once listen() has returned, the listener before is not being called.
    virtual void listen(ChangeListener listener) = 0;

    // The control plane's tables, in the same database. Lives as long as the store.
    [[nodiscard]] virtual ControlStore& control() = 0;

protected:
    TraceStore() = default;
};

}  // namespace xray::storage
