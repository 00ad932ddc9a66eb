#include "mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

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

class Mapping {
public:
    Mapping(int descriptor, size_t size, const std::string& path) : size(size) {
        void* const mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (mapped == MAP_FAILED) throw_errno("could not map " + path);
        base = static_cast<uint8_t*>(mapped);
    }
    ~Mapping() { ::munmap(base, size); }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    uint8_t* base;
    const size_t size;
};

namespace {

/** The mapping of a file that this process has open, or a new one. A mapped file keeps its inode, so that no other can take its number. */
std::shared_ptr<Mapping> mapping_of(int descriptor, const struct stat& status, const std::string& path) {
    static std::mutex guard;
    static std::map<std::pair<dev_t, ino_t>, std::weak_ptr<Mapping>> known;
    const std::lock_guard<std::mutex> held(guard);
    for (auto each = known.begin(); each != known.end();) each = each->second.expired() ? known.erase(each) : std::next(each);
    std::weak_ptr<Mapping>& entry = known[{status.st_dev, status.st_ino}];
    std::shared_ptr<Mapping> mapping = entry.lock();
    if (mapping == nullptr) {
        mapping = std::make_shared<Mapping>(descriptor, static_cast<size_t>(status.st_size), path);
        entry = mapping;
    }
    return mapping;
}

}  // namespace

MappedFile::MappedFile(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (file.number < 0) throw_errno("could not open " + path);
    struct stat status {};
    if (::fstat(file.number, &status) != 0) throw_errno("could not look at " + path);
    if (status.st_size <= 0) throw std::runtime_error(path + " is empty and cannot be mapped");
    // No change where the blocks are there; a hole would be a SIGBUS on a full disk.
    const int failure = ::posix_fallocate(file.number, 0, status.st_size);
    if (failure != 0) throw OsError("could not reserve " + path, failure);
    mapping_ = mapping_of(file.number, status, path);
    size_ = mapping_->size;
}

uint8_t* MappedFile::place(size_t at, size_t length) const {
    if (mapping_ == nullptr) throw std::runtime_error("the file is closed");
    if (at > size_ || length > size_ - at) throw std::out_of_range("beyond the end of the mapped file");
    return mapping_->base + at;
}

void MappedFile::write(size_t at, const uint8_t* bytes, size_t length) {
    uint8_t* const to = place(at, length);
    if (length == 0) return;
    const size_t first = std::min(first_word_bytes, length);
    std::memcpy(to + first, bytes + first, length - first);
    std::atomic_thread_fence(std::memory_order_release);
    std::memcpy(to, bytes, first);
}

void MappedFile::read(size_t at, uint8_t* into, size_t length) const {
    const uint8_t* const from = place(at, length);
    if (length > 0) std::memcpy(into, from, length);
}

void MappedFile::touch(size_t from, size_t to) {
    if (to < from) throw std::out_of_range("the range ends before it begins");
    uint8_t* const base = place(from, to - from) - from;
    // A write that changes nothing, whatever another thread stores there meanwhile.
    for (size_t at = from; at < to; at = (at / page_bytes + 1) * page_bytes) __atomic_fetch_or(base + at, 0, __ATOMIC_RELAXED);
}

void MappedFile::close() { mapping_.reset(); }
