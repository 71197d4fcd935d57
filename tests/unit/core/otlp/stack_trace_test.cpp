// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/stack_trace.hpp"

#include <catch2/catch.hpp>

using namespace xray::otlp;

TEST_CASE("stack traces: Java with modules, a message of two lines and causes", "[otlp]") {
    const auto chain = read_stack_trace("java",
                                        "shop.CardException: declined\n"
                                        "\tat app//shop.Till.pay(Till.java:12)\n"
                                        "\tat java.base/java.lang.Thread.run(Native Method)\n"
                                        "Caused by: java.io.IOException: gone\n"
                                        "away\n"
                                        "\tat shop.Net.send(Net.java:7)\n"
                                        "\t... 2 more\n"
                                        "Caused by: java.lang.Error\n"
                                        "\tat shop.Net.open(Net.java:3)\n");
    REQUIRE(chain.size() == 3);
    REQUIRE(chain[0].stack == std::vector<StackFrame>{{"Till.java", "/shop.Till.pay", 12},
                                                      {"Native Method", "java.lang.Thread.run", 0}});
    REQUIRE(chain[1].type == "java.io.IOException");
    REQUIRE(chain[1].message == "goneaway");
    REQUIRE(chain[1].stack == std::vector<StackFrame>{{"Net.java", "shop.Net.send", 7}});
    REQUIRE(chain[2].type == "java.lang.Error");
    REQUIRE(chain[2].message.empty());
}

TEST_CASE("stack traces: Python reads from the innermost call, causes come behind", "[otlp]") {
    const auto chain =
        read_stack_trace("python",
                         "Traceback (most recent call last):\n"
                         "  File \"/app/card.py\", line 3, in read\n"
                         "    raise KeyError(\"number\")\n"
                         "KeyError: 'number'\n"
                         "\n"
                         "During handling of the above exception, another exception occurred:\n"
                         "\n"
                         "Traceback (most recent call last):\n"
                         "  File \"/app/till.py\", line 20, in <module>\n"
                         "    pay()\n"
                         "  File \"/app/till.py\", line 12, in pay\n"
                         "    raise ValueError(\"bad card\")\n"
                         "ValueError: bad card\n");
    REQUIRE(chain.size() == 2);
    REQUIRE(chain[0].stack ==
            std::vector<StackFrame>{{"/app/till.py", "pay", 12}, {"/app/till.py", "<module>", 20}});
    REQUIRE(chain[1].type == "KeyError");
    REQUIRE(chain[1].message == "'number'");
    REQUIRE(chain[1].stack == std::vector<StackFrame>{{"/app/card.py", "read", 3}});
}

TEST_CASE("stack traces: JavaScript under each of its names", "[otlp]") {
    const std::string_view text =
        "TypeError: no card\n"
        "    at pay (/app/till.js:12:5)\n"
        "    at async file:///app/main.mjs:3:1\n"
        "    at new Promise (<anonymous>)\n"
        "    at node:internal/main:23:47\n";
    const std::vector<StackFrame> expected{{"/app/till.js", "pay", 12},
                                           {"async file:///app/main.mjs", "", 3},
                                           {"<anonymous>", "new Promise", 0},
                                           {"node:internal/main", "", 23}};
    for (const std::string_view language : {"javascript", "nodejs", "webjs"}) {
        REQUIRE(read_stack_trace(language, text).front().stack == expected);
    }
}

TEST_CASE("stack traces: .NET with and without source", "[otlp]") {
    const auto chain = read_stack_trace("dotnet",
                                        "System.Exception: declined\r\n"
                                        "   at Shop.Till.Pay(Card card) in /app/Till.cs:line 12\r\n"
                                        "   at Shop.Main.Run()\r\n");
    REQUIRE(chain.front().stack == std::vector<StackFrame>{{"/app/Till.cs", "Shop.Till.Pay(Card card)", 12},
                                                           {"", "Shop.Main.Run()", 0}});
}

TEST_CASE("stack traces: Go's goroutine dump", "[otlp]") {
    const auto chain = read_stack_trace("go",
                                        "goroutine 1 [running]:\n"
                                        "main.pay({0x1, 0x2}, 0x3)\n"
                                        "\t/app/main.go:12 +0x1d\n"
                                        "main.main()\n"
                                        "\t/app/main.go:5 +0x2a\n");
    REQUIRE(chain.front().stack ==
            std::vector<StackFrame>{{"/app/main.go", "main.pay", 12}, {"/app/main.go", "main.main", 5}});
}

TEST_CASE("stack traces: damaged texts and unknown languages give no stack", "[otlp]") {
    for (const std::string_view language :
         {"java", "php", "python", "javascript", "dotnet", "go", "cobol", ""}) {
        for (const std::string_view text :
             {"", "\n", "Error", "\tat \n\tat ", "a\n    at \n", "  File \"", "Caused by: \n",
              "During handling of the above exception, another exception occurred:", "\t:"}) {
            INFO(language << ": " << text);
            REQUIRE_FALSE(read_stack_trace(language, text).empty());
        }
    }
}

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

// Characters of everything that a text became.
std::size_t characters_of(const std::vector<ThrownException>& chain) {
    std::size_t sum = 0;
    for (const ThrownException& thrown : chain) {
        sum += thrown.type.size() + thrown.message.size();
        for (const StackFrame& frame : thrown.stack) sum += frame.path.size() + frame.label.size();
    }
    return sum;
}

}  // namespace

TEST_CASE("stack traces: what comes out is no more than what came in, whatever repeats", "[otlp]") {
    for (const std::string_view language : {"java", "php", "python", "javascript", "dotnet", "go"}) {
        for (const std::string_view piece :
             {"During handling of the above exception, another exception occurred:\n",
              "E: m\n\nDuring handling of the above exception, another exception occurred:\n",
              "  File \"a\", line 1, in b\nThe above exception was the direct cause of the following "
              "exception:\n",
              "Caused by: a: b\n", "Caused by: a\n\tat b(c:1)\n", "\tat (a:1)\n", "    at a (b:1:2)\n",
              "   at a)\n", "a(b)\n\tc:1\n", " \n", "\n", ":"}) {
            const std::string text = repeated(piece, 65536 / piece.size());
            const auto chain = read_stack_trace(language, text);
            INFO(language << ": " << piece);
            CHECK(characters_of(chain) <= text.size());
            CHECK(chain.size() <= kMaxChainedExceptions);
            std::size_t frames = 0;
            for (const ThrownException& thrown : chain) frames += thrown.stack.size();
            CHECK(frames <= kMaxStackFrames);
        }
    }
}

TEST_CASE("stack traces: frames beyond the bound are counted, text beyond it is not read", "[otlp]") {
    const auto chain = read_stack_trace("java", "E\n" + repeated("\tat a.b(c:1)\n", kMaxStackFrames + 7));
    REQUIRE(chain.size() == 1);
    CHECK(chain[0].stack.size() == kMaxStackFrames);
    CHECK(chain[0].frames_left_out == 7);
    const std::string longer = std::string(kMaxStackTraceBytes, 'x') + "\n\tat a.b(c:1)\n";
    CHECK(read_stack_trace("java", longer).front().stack.empty());
}

TEST_CASE("stack traces: a Python cause without frames is its own part of the text only", "[otlp]") {
    const auto chain =
        read_stack_trace("python",
                         "KeyError: 'number'\n"
                         "\n"
                         "During handling of the above exception, another exception occurred:\n"
                         "\n"
                         "ValueError: bad card\n"
                         "\n"
                         "During handling of the above exception, another exception occurred:\n"
                         "\n"
                         "OSError: gone\n");
    REQUIRE(chain.size() == 3);
    CHECK(chain[1].type == "ValueError");
    CHECK(chain[1].message == "bad card");
    CHECK(chain[2].type == "KeyError");
    CHECK(chain[2].message == "'number'");
}
