// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>

#include "core/trace/trace.hpp"

namespace xray {

// Which node of the service graph a call without an answering segment leads to. `call` is a subsegment of
// namespace aws or remote. Names made up on the way ("AWS::Athena") go to `texts`, whose elements never move.
//
// A resource is named only if the call says both its operation and the resource: a DynamoDB call without an
// operation leads to a node `DynamoDB` of type AWS::DynamoDB. SDKs spell the services differently (dynamodb,
// AmazonDynamoDBv2, DynamoDb): letter case, spaces, "Amazon", "AWS" and a version at the end make no
// difference for the five services that have resources. Sources: answers of the service to deliberate probes
// (docs/fidelity.md, "Inferred services").
[[nodiscard]] ResourceIdentity identify_resource(const Entity& call, std::deque<std::string>& texts);

}  // namespace xray
