// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray::fuzz {

// Keeps the input at hand in a file when the process ends by a signal, an abort, or because the input takes
// longer than a minute, and says where. At most one of them at a time.
class InputKeeper {
public:
    // `path`: the beginning of the file's name.
    explicit InputKeeper(std::string path);
    InputKeeper(const InputKeeper&) = delete;
    InputKeeper& operator=(const InputKeeper&) = delete;
    ~InputKeeper();

    // `input` is at hand from here on; it must live until the next call or the end of the keeper.
    void hold(std::string_view name, std::string_view input);

private:
    std::string path_;
    std::string file_;
};

}  // namespace xray::fuzz
