#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

/** A new file of zeros whose blocks are really there: a sparse one that is written through a map on a full disk is a SIGBUS. */
void allocate_file(const std::string& path, uint64_t size_bytes, uint64_t leave_free_bytes);

/** The pages of one file. All threads of the process that map it share them, so that what one got ready is ready for the others. */
class Mapping;

/** A file of fixed size in memory. Never truncate it while it is mapped. */
class MappedFile {
public:
    explicit MappedFile(const std::string& path);

    size_t size() const { return size_; }
    /** The first four bytes are stored last, so that who sees them, in any process, sees the rest. */
    void write(size_t at, const uint8_t* bytes, size_t length);
    void read(size_t at, uint8_t* into, size_t length) const;
    /** Has the pages of this range ready and dirty, so that a later write does not wait for them. The range is not yet written by anyone. */
    void touch(size_t from, size_t to);
    /** Unmaps, unless another thread has the file open too. */
    void close();

private:
    uint8_t* place(size_t at, size_t length) const;
    std::shared_ptr<Mapping> mapping_;
    size_t size_ = 0;
};
