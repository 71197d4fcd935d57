// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter::testing {

// Random values for properties; to be called inside a property of rapidcheck. Texts, numbers and keys come
// from small pools that both share, so that expressions hit digests often.

// An expression that the analyzer accepts, nested at most a few levels.
[[nodiscard]] Expression random_expression();

// The same out of keywords that a prefilter understands, with others among them now and then.
[[nodiscard]] Expression random_column_expression();

// A digest whose indices are valid; its text lives forever.
[[nodiscard]] TraceDigest random_digest();

// A short text of letters, signs that matter to the grammar, and Unicode.
[[nodiscard]] std::string random_text();

}  // namespace xray::filter::testing
