#include "mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <stdexcept>

#include "os_error.hpp"

namespace {

constexpr size_t page_bytes = 4096;
constexpr size_t first_word_bytes = 4;

/** Closes what it holds, whichever way a function ends. */
struct Descriptor {
    explicit Descriptor(int number) : number(number) {}
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    const int number;
};

}  // namespace

void allocate_file(const std::string& path, uint64_t size_bytes, uint64_t leave_free_bytes) {
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.number < 0) throw_errno("could not create " + path);
    try {
        // Asked before it is tried: a reservation that fails half way has first taken what was left from everybody else.
        struct statvfs disk {};
        if (::fstatvfs(file.number, &disk) != 0) throw_errno("could not ask for the free space of " + path);
        const uint64_t free_bytes = static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize;
        if (free_bytes < leave_free_bytes || free_bytes - leave_free_bytes < size_bytes) throw OsError("could not reserve " + path, ENOSPC);
        const int failure = ::posix_fallocate(file.number, 0, static_cast<off_t>(size_bytes));
        if (failure != 0) throw OsError("could not reserve " + path, failure);
    } catch (...) {
        ::unlink(path.c_str());
        throw;
    }
}

MappedFile::MappedFile(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (file.number < 0) throw_errno("could not open " + path);
    struct stat status {};
    if (::fstat(file.number, &status) != 0) throw_errno("could not look at " + path);
    if (status.st_size <= 0) throw std::runtime_error(path + " is empty and cannot be mapped");
    // No change where the blocks are there; a hole would be a SIGBUS on a full disk.
    const int failure = ::posix_fallocate(file.number, 0, status.st_size);
    if (failure != 0) throw OsError("could not reserve " + path, failure);
    void* const base = ::mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0);
    if (base == MAP_FAILED) throw_errno("could not map " + path);
    base_ = static_cast<uint8_t*>(base);
    size_ = static_cast<size_t>(status.st_size);
}

MappedFile::~MappedFile() { close(); }

void MappedFile::require(size_t at, size_t length) const {
    if (base_ == nullptr) throw std::runtime_error("the file is closed");
    if (at > size_ || length > size_ - at) throw std::out_of_range("beyond the end of the mapped file");
}

void MappedFile::write(size_t at, const uint8_t* bytes, size_t length) {
    require(at, length);
    if (length == 0) return;
    const size_t first = std::min(first_word_bytes, length);
    std::memcpy(base_ + at + first, bytes + first, length - first);
    std::atomic_thread_fence(std::memory_order_release);
    std::memcpy(base_ + at, bytes, first);
}

void MappedFile::read(size_t at, uint8_t* into, size_t length) const {
    require(at, length);
    if (length > 0) std::memcpy(into, base_ + at, length);
}

void MappedFile::touch(size_t from, size_t to) {
    if (to < from) throw std::out_of_range("the range ends before it begins");
    require(from, to - from);
    for (size_t at = from; at < to; at = (at / page_bytes + 1) * page_bytes) {
        volatile uint8_t* const byte = base_ + at;
        *byte = *byte;
    }
}

void MappedFile::close() {
    if (base_ != nullptr) ::munmap(base_, size_);
    base_ = nullptr;
}
