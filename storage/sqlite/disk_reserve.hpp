// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace xray::storage::sqlite {

// A file that holds room on the disk beside a database, for the day when there is no other: SQLite needs some
// to delete anything. Where it cannot be made (the disk is full already) there is none; that is no error.
//
// Used by one thread at a time.
class DiskReserve {
public:
    // Enough for the pages that deleting everything writes, and for a database without traces as it is packed
    // anew.
    static constexpr std::int64_t kBytes = 2 << 20;

    // Takes the room. An empty path: a reserve that is never there.
    explicit DiskReserve(std::string path);
    DiskReserve(const DiskReserve&) = delete;
    DiskReserve& operator=(const DiskReserve&) = delete;
    ~DiskReserve();  // gives the room back

    // Takes the room, if it is not held and there is room to be taken.
    void hold();

    // While it lives, the room is there for others to use.
    class Lending {
    public:
        explicit Lending(DiskReserve& reserve) : reserve_(reserve) { reserve_.release(); }
        Lending(const Lending&) = delete;
        Lending& operator=(const Lending&) = delete;
        ~Lending() { reserve_.hold(); }

    private:
        DiskReserve& reserve_;
    };

private:
    void release();

    const std::string path_;
    bool held_ = false;
};

}  // namespace xray::storage::sqlite
