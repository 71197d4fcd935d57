// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// POST /_emulator/sampling/explain: which sampling rule a request falls under, and why not under an earlier
// one. The body tells of the request what a client would know: ServiceName, ServiceType, Host, HTTPMethod,
// URLPath, ResourceARN, Attributes, all optional. 400 for other members, or members of other types.
//
// The answer: `RuleName`; `Rule`, with what clients hold of it now; `PassedOver`, the rules tried before it,
// in the order of their trial, with the fields that did not match; `NotTried`, the names of the rest.
[[nodiscard]] HttpResponse explain_sampling(Context& context, const HttpRequest& request);

}  // namespace xray::api
