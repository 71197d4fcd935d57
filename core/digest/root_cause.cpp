// SPDX-License-Identifier: Apache-2.0
#include "core/digest/root_cause.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "core/base/limits.hpp"
#include "core/trace/entity_fields.hpp"

namespace xray {
namespace {

// A step on the way to a root cause: an entity of the trace, or the inferred receiver of a call.
struct Step {
    std::uint32_t entity = Entity::kNone;
    std::uint32_t inferred = Entity::kNone;

    [[nodiscard]] bool is_receiver() const { return inferred != Entity::kNone; }
};

// The trace as one tree over service borders: below an entity stand its subsegments, the segments that answer
// it, and the inferred receiver of a call that nobody answers.
class CallTree {
public:
    explicit CallTree(const Trace& trace) : trace_(trace) {
        first_callee_.assign(trace.entities.size(), Entity::kNone);
        next_callee_.assign(trace.entities.size(), Entity::kNone);
        receiver_.assign(trace.entities.size(), Entity::kNone);
        // From the last on, so that each chain begins with its first.
        for (std::size_t k = trace.segments.size(); k-- > 0;) {
            const std::uint32_t segment = trace.segments[k];
            const std::uint32_t caller = trace.entities[segment].caller;
            if (caller == Entity::kNone) continue;
            next_callee_[segment] = first_callee_[caller];
            first_callee_[caller] = segment;
        }
        for (std::uint32_t k = 0; k < trace.inferred.size(); ++k) receiver_[trace.inferred[k].caller] = k;
    }

    // Calls `visit` with every entity below: subsegments first, then the segments that answer.
    template <class Visit>
    void for_each_below(std::uint32_t entity, const Visit& visit) const {
        for (const std::uint32_t child : trace_.entities[entity].children) visit(child);
        for (std::uint32_t callee = first_callee_[entity]; callee != Entity::kNone;
             callee = next_callee_[callee]) {
            visit(callee);
        }
    }

    [[nodiscard]] std::uint32_t above(std::uint32_t entity) const { return trace_.entities[entity].above(); }

    [[nodiscard]] std::uint32_t receiver(std::uint32_t entity) const { return receiver_[entity]; }

private:
    const Trace& trace_;
    std::vector<std::uint32_t> first_callee_;  // per entity
    std::vector<std::uint32_t> next_callee_;   // per segment: the next one that answers the same entity
    std::vector<std::uint32_t> receiver_;
};

Micros length_of(const Entity& entity) {
    return entity.in_progress() ? 0 : entity.end() - entity.start();
}

enum class Failure { kFault, kError };

bool has_failed(const Entity& entity, Failure failure) {
    return failure == Failure::kFault ? entity.flags.fault : entity.flags.error || entity.flags.throttle;
}

// The root entity: the earliest segment without a parent.
std::uint32_t root_of(const Trace& trace) {
    for (const std::uint32_t segment : trace.segments) {
        if (!trace.entities[segment].parent_id) return segment;
    }
    return Entity::kNone;
}

class RootCauseFinder {
public:
    RootCauseFinder(const Trace& trace, const DigestServices& services, StepBudget& budget)
        : trace_(trace), services_(services), tree_(trace), root_(root_of(trace)), budget_(budget) {}

    [[nodiscard]] std::vector<RootCause> failures(Failure failure) {
        std::vector<RootCause> causes;
        bytes_left_ = kMaxRootCauseBytes;
        passed_over_.clear();
        const auto is_full = [&] { return causes.size() == kMaxRootCauses || bytes_left_ == 0; };
        for (const std::uint32_t segment : trace_.segments) {
            if (is_full()) return causes;
            if (!has_failed(trace_.entities[segment], failure) || is_claimed(segment, failure)) continue;
            if (const std::optional<std::vector<Step>> path = failure_path(segment, failure)) {
                causes.push_back(make_cause(*path, true, 0));
            }
        }
        for (std::uint32_t k = 0; k < trace_.inferred.size(); ++k) {
            if (is_full()) return causes;
            const std::uint32_t call = trace_.inferred[k].caller;
            if (!has_failed(trace_.entities[call], failure)) continue;
            if (leads_from_failed_segment(call, failure) && !passed_over_.contains(call)) continue;
            causes.push_back(make_cause({Step{call, k}}, true, 0));
        }
        return causes;
    }

    // The way of the longest part below the root, as long as each takes more than half of the root's response
    // time.
    [[nodiscard]] std::vector<RootCause> response_time() {
        bytes_left_ = kMaxRootCauseBytes;
        if (root_ == Entity::kNone || trace_.entities[root_].in_progress()) return {};
        const Micros whole = length_of(trace_.entities[root_]);
        std::vector<Step> path = {Step{root_}};
        std::uint32_t current = root_;
        while (current != Entity::kNone && path.size() < kMaxRootCauseEntities) {
            const std::uint32_t next = longest_below(current, whole);
            if (next == Entity::kNone) {
                if (current != root_ && tree_.receiver(current) != Entity::kNone) {
                    path.push_back(Step{current, tree_.receiver(current)});
                }
            } else {
                path.push_back(Step{next});
            }
            current = next;
        }
        if (path.size() == 1) return {};
        return {make_cause(path, false, whole)};
    }

private:
    [[nodiscard]] std::uint32_t longest_below(std::uint32_t entity, Micros whole) const {
        std::uint32_t best = Entity::kNone;
        Micros best_length = 0;
        tree_.for_each_below(entity, [&](std::uint32_t below) {
            const Micros length = length_of(trace_.entities[below]);
            if (length <= whole / 2 || length > whole || length <= best_length) return;
            best = below;
            best_length = length;
        });
        return best;
    }

    // Whether everything from this call up to and including its segment has failed: then the segment's cause
    // covers it.
    [[nodiscard]] bool leads_from_failed_segment(std::uint32_t entity, Failure failure) const {
        while (entity != Entity::kNone && has_failed(trace_.entities[entity], failure)) {
            if (!trace_.entities[entity].subsegment) return true;
            entity = trace_.entities[entity].parent;
        }
        return false;
    }

    [[nodiscard]] bool is_claimed(std::uint32_t segment, Failure failure) const {
        const std::uint32_t caller = tree_.above(segment);
        return caller != Entity::kNone && leads_from_failed_segment(caller, failure);
    }

    static constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

    // An entity that a walk down has reached: the way to it is read back over its predecessors.
    struct Reached {
        std::uint32_t entity = Entity::kNone;
        std::size_t from = kNobody;  // position of its predecessor among the reached
        std::size_t steps = 1;       // entities on the way, itself included
    };

    struct Candidate {
        std::size_t at = kNobody;  // position among the reached
        bool referenced = false;   // owns the exception that the start's cause refers to
        bool receiver = false;     // and the way goes on to the inferred receiver of its call
        std::size_t steps = 0;     // with the receiver
        Micros length = 0;

        [[nodiscard]] auto rank() const { return std::tuple(referenced, receiver, steps, length); }
    };

    // The way from a failed segment down failed entities to the one that explains the failure: the owner of
    // the exception it refers to; without a reference an inferred receiver, before the deepest entity with
    // an exception of its own. A reference to what nobody owns explains nothing, and inferred receivers that
    // a reference leads away from are noted in passed_over_ (seen 2026-09). Ways of different starts never
    // meet, because what a failed way reaches is claimed by its start: all of them together meet each entity
    // once.
    [[nodiscard]] std::optional<std::vector<Step>> failure_path(std::uint32_t start, Failure failure) {
        const std::string_view reference = cause_reference(trace_.entities[start]);
        Candidate best;
        reached_.assign(1, Reached{start});
        std::vector<std::size_t> open = {0};
        while (!open.empty() && budget_.spend()) {
            const std::size_t at = open.back();
            open.pop_back();
            consider(at, reference, best);
            if (reached_[at].steps == kMaxRootCauseEntities) continue;
            tree_.for_each_below(reached_[at].entity, [&](std::uint32_t below) {
                if (!has_failed(trace_.entities[below], failure)) return;
                open.push_back(reached_.size());
                reached_.push_back({below, at, reached_[at].steps + 1});
            });
        }
        if (!reference.empty()) note_passed_over(best);
        if (best.at == kNobody) return std::nullopt;
        return path_to(best);
    }

    // The inferred receivers that the walk has met and that `chosen` does not lead to.
    void note_passed_over(const Candidate& chosen) {
        for (std::size_t at = 0; at < reached_.size(); ++at) {
            const std::uint32_t entity = reached_[at].entity;
            if (at != chosen.at && tree_.receiver(entity) != Entity::kNone) passed_over_.insert(entity);
        }
    }

    void consider(std::size_t at, std::string_view reference, Candidate& best) const {
        const Entity& entity = trace_.entities[reached_[at].entity];
        const bool receiver = tree_.receiver(reached_[at].entity) != Entity::kNone;
        if (!receiver && exceptions_of(entity).empty()) return;
        const bool referenced = !reference.empty() && owns_exception(entity, reference);
        if (!reference.empty() && !referenced) return;
        const Candidate candidate{at, referenced, receiver, reached_[at].steps + (receiver ? 1 : 0),
                                  length_of(entity)};
        if (best.at == kNobody || best.rank() < candidate.rank()) best = candidate;
    }

    [[nodiscard]] std::vector<Step> path_to(const Candidate& found) const {
        std::vector<Step> path;
        for (std::size_t at = found.at; at != kNobody; at = reached_[at].from) {
            path.push_back(Step{reached_[at].entity});
        }
        std::reverse(path.begin(), path.end());
        const std::uint32_t last = reached_[found.at].entity;
        if (found.receiver) path.push_back(Step{last, tree_.receiver(last)});
        return path;
    }

    // Whether there is room left for so many bytes of text; where there is not, none is left.
    [[nodiscard]] bool take_bytes(std::size_t bytes) {
        const bool fits = bytes <= bytes_left_;
        bytes_left_ = fits ? bytes_left_ - bytes : 0;
        return fits;
    }

    // The first exceptions, as many as there is room for.
    [[nodiscard]] std::vector<RootCauseException> told_exceptions(const Entity& entity) {
        std::vector<RootCauseException> exceptions = exceptions_of(entity);
        std::size_t told = 0;
        while (told < exceptions.size() && told < kMaxRootCauseExceptions &&
               take_bytes(exceptions[told].name.size() + exceptions[told].message.size())) {
            ++told;
        }
        exceptions.resize(told);
        return exceptions;
    }

    [[nodiscard]] RootCause make_cause(const std::vector<Step>& path, bool with_exceptions, Micros whole) {
        RootCause cause;
        cause.client_impacting = path.front().entity == root_ && !path.front().is_receiver();
        for (const Step& step : path) {
            const Entity& entity = trace_.entities[step.entity];
            RootCauseEntity part;
            if (!take_bytes(entity.name.size()) && !cause.services.empty()) break;
            part.name = entity.name;
            part.remote = !step.is_receiver() && entity.name_space != Namespace::kNone;
            if (with_exceptions && !step.is_receiver()) {
                part.exceptions = told_exceptions(entity);
            }
            if (whole > 0) {
                const double share = static_cast<double>(length_of(entity)) / static_cast<double>(whole);
                part.coverage = std::round(share * 1000.0) / 1000.0;
            }
            if (step.is_receiver() || !entity.subsegment || cause.services.empty()) {
                cause.services.push_back({service_of(step), step.is_receiver(), {}});
            }
            cause.services.back().entity_path.push_back(std::move(part));
        }
        return cause;
    }

    [[nodiscard]] std::uint32_t service_of(const Step& step) const {
        return step.is_receiver() ? services_.of_inferred[step.inferred]
                                  : services_.of_segment[trace_.entities[step.entity].segment];
    }

    const Trace& trace_;
    const DigestServices& services_;
    CallTree tree_;
    std::uint32_t root_;
    StepBudget& budget_;
    std::size_t bytes_left_ = 0;    // of kMaxRootCauseBytes, in the list at hand
    std::vector<Reached> reached_;  // scratch
    // Calls whose failed receivers are causes of their own, of the kind of failure at hand.
    std::unordered_set<std::uint32_t> passed_over_;
};

}  // namespace

void find_root_causes(const Trace& trace, const DigestServices& services, StepBudget& budget,
                      TraceDigest& digest) {
    RootCauseFinder finder(trace, services, budget);
    digest.fault_root_causes = finder.failures(Failure::kFault);
    digest.error_root_causes = finder.failures(Failure::kError);
    digest.response_time_root_causes = finder.response_time();
}

}  // namespace xray
