// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest/trace_digest.hpp"
#include "core/trace/trace.hpp"

namespace xray::fuzz {

// A document that the rules of the service accept, in the form in which it is stored.
struct AcceptedDocument {
    std::string text;
    bool complete = true;
};

// What is accepted among `texts`. Ends the process if one is refused without a reason.
[[nodiscard]] std::vector<AcceptedDocument> accepted_documents(std::span<const std::string_view> texts);

// Puts the documents together as one trace and checks it, and its digest, as below.
void check_documents(std::span<const AcceptedDocument> documents);

// Ends the process unless the trace is a forest: every way up ends, parents and children agree, and the
// documents told of it, in X-Ray's form and as spans, are JSON.
void check_trace(const Trace& trace);

// Whether texts are UTF-8: those of accepted documents are, those of damaged bytes need not be.
enum class Texts { kSound, kAny };

// Ends the process unless everything that is worked out of a digest holds together: its stored form, its
// terms, its summary, its graph (added, taken away, stored, merged) and what filters say of it.
void check_digest(const TraceDigest& digest, Texts texts = Texts::kSound);

}  // namespace xray::fuzz
