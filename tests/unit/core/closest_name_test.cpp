// SPDX-License-Identifier: Apache-2.0
#include "core/text/closest_name.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>

using xray::closest_name;
using xray::did_you_mean;

namespace {

constexpr std::array<std::string_view, 4> kNames{"port", "db", "retention", "log-level"};

}  // namespace

TEST_CASE("closest name: a letter lost, added, replaced, or two exchanged", "[closest]") {
    for (const auto* const written : {"prt", "poort", "pert", "prot"})
        CHECK(closest_name(written, kNames) == "port");
    CHECK(closest_name("loglevel", kNames) == "log-level");
    CHECK(closest_name("retnetoin", kNames) == "retention");
}

TEST_CASE("closest name: what is far from every name means none", "[closest]") {
    for (const auto* const written : {"", "x", "host", "image", "retain", "level"}) {
        INFO(written);
        CHECK(closest_name(written, kNames).empty());
    }
    CHECK(closest_name(std::string(10'000, 'p'), kNames).empty());
}

TEST_CASE("closest name: of two the closer one", "[closest]") {
    constexpr std::array<std::string_view, 2> kAlike{"tls-cert", "tls-cert-out"};
    CHECK(closest_name("tls-crt", kAlike) == "tls-cert");
    CHECK(closest_name("tls-cert-uot", kAlike) == "tls-cert-out");
}

TEST_CASE("closest name: the question is asked where there is a name", "[closest]") {
    CHECK(did_you_mean("port") == "; did you mean port?");
    CHECK(did_you_mean("").empty());
}
