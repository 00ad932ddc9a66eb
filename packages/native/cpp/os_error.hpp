#pragma once

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

/** A system call that failed: what was tried, and the system's own number for why. */
class OsError : public std::runtime_error {
public:
    OsError(const std::string& what, int number) : std::runtime_error(what + ": " + std::strerror(number)), number(number) {}
    const int number;
};

[[noreturn]] inline void throw_errno(const std::string& what) { throw OsError(what, errno); }
