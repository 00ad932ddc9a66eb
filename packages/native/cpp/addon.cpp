#include <napi.h>
#include <sched.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "clock.hpp"
#include "mapped_file.hpp"
#include "os_error.hpp"
#include "poller.hpp"

/** The classes of this folder as JavaScript sees them. Every argument is looked at here; nothing else knows of N-API. */
namespace {

/** Runs `work`; what it throws becomes a JavaScript Error, with the system's name for it as `code`. */
template <typename Work>
auto guarded(Napi::Env env, Work work) -> decltype(work()) {
    try {
        return work();
    } catch (const OsError& error) {
        Napi::Error failure = Napi::Error::New(env, error.what());
        failure.Set("code", Napi::String::New(env, ::strerrorname_np(error.number) == nullptr ? "EIO" : ::strerrorname_np(error.number)));
        throw failure;
    } catch (const Napi::Error&) {
        throw;
    } catch (const std::out_of_range& error) {
        throw Napi::RangeError::New(env, error.what());
    } catch (const std::exception& error) {
        throw Napi::Error::New(env, error.what());
    }
}

double number_of(const Napi::CallbackInfo& info, size_t index, double max) {
    const Napi::Value value = info[index];
    const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
    if (!(number >= 0 && number <= max) || number != static_cast<double>(static_cast<uint64_t>(number)))
        throw Napi::RangeError::New(info.Env(), "argument " + std::to_string(index + 1) + " must be a whole number from 0 to " +
                                                    std::to_string(static_cast<uint64_t>(max)));
    return number;
}

constexpr double max_exact = 9007199254740991.0;
size_t size_of(const Napi::CallbackInfo& info, size_t index) { return static_cast<size_t>(number_of(info, index, max_exact)); }
int32_t int_of(const Napi::CallbackInfo& info, size_t index) { return static_cast<int32_t>(number_of(info, index, 2147483647)); }

std::string text_of(const Napi::CallbackInfo& info, size_t index) {
    if (!info[index].IsString()) throw Napi::TypeError::New(info.Env(), "argument " + std::to_string(index + 1) + " must be a string");
    return info[index].As<Napi::String>().Utf8Value();
}

Napi::Uint8Array bytes_of(const Napi::CallbackInfo& info, size_t index) {
    const Napi::Value value = info[index];
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
        throw Napi::TypeError::New(info.Env(), "argument " + std::to_string(index + 1) + " must be a Uint8Array");
    return value.As<Napi::Uint8Array>();
}

/** The part of a byte array from the offset in the next argument on. */
struct Part {
    uint8_t* data;
    size_t length;
};
Part part_of(const Napi::CallbackInfo& info, size_t index) {
    Napi::Uint8Array bytes = bytes_of(info, index);
    const size_t from = info.Length() > index + 1 ? size_of(info, index + 1) : 0;
    if (from > bytes.ByteLength()) throw Napi::RangeError::New(info.Env(), "the offset is beyond the end of the bytes");
    return {bytes.Data() + from, bytes.ByteLength() - from};
}

class MappedFileObject : public Napi::ObjectWrap<MappedFileObject> {
public:
    static Napi::Function define(Napi::Env env) {
        return DefineClass(env, "MappedFile",
                           {
                               InstanceAccessor<&MappedFileObject::size>("sizeBytes"),
                               InstanceMethod<&MappedFileObject::write>("write"),
                               InstanceMethod<&MappedFileObject::read>("read"),
                               InstanceMethod<&MappedFileObject::touch>("touch"),
                               InstanceMethod<&MappedFileObject::close>("close"),
                           });
    }
    explicit MappedFileObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<MappedFileObject>(info) {
        const std::string path = text_of(info, 0);
        guarded(info.Env(), [&] { file_ = std::make_unique<MappedFile>(path); });
    }

private:
    Napi::Value size(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), static_cast<double>(file_->size())); }
    void write(const Napi::CallbackInfo& info) {
        const size_t at = size_of(info, 0);
        const Napi::Uint8Array bytes = bytes_of(info, 1);
        guarded(info.Env(), [&] { file_->write(at, bytes.Data(), bytes.ByteLength()); });
    }
    void read(const Napi::CallbackInfo& info) {
        const size_t at = size_of(info, 0);
        Napi::Uint8Array into = bytes_of(info, 1);
        guarded(info.Env(), [&] { file_->read(at, into.Data(), into.ByteLength()); });
    }
    void touch(const Napi::CallbackInfo& info) {
        const size_t from = size_of(info, 0);
        const size_t to = size_of(info, 1);
        guarded(info.Env(), [&] { file_->touch(from, to); });
    }
    void close(const Napi::CallbackInfo&) { file_->close(); }

    std::unique_ptr<MappedFile> file_;
};

class PollerObject : public Napi::ObjectWrap<PollerObject> {
public:
    static Napi::Function define(Napi::Env env) {
        return DefineClass(env, "Poller",
                           {
                               InstanceMethod<&PollerObject::listen>("listen"),
                               InstanceMethod<&PollerObject::accept>("accept"),
                               InstanceMethod<&PollerObject::read>("read"),
                               InstanceMethod<&PollerObject::write>("write"),
                               InstanceMethod<&PollerObject::watch_room>("watchRoom"),
                               InstanceMethod<&PollerObject::close_line>("close"),
                               InstanceMethod<&PollerObject::detach>("detach"),
                               InstanceMethod<&PollerObject::adopt>("adopt"),
                               InstanceMethod<&PollerObject::poll>("poll"),
                               InstanceMethod<&PollerObject::wake_descriptor>("wakeDescriptor"),
                               InstanceMethod<&PollerObject::close_all>("closeAll"),
                           });
    }
    explicit PollerObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<PollerObject>(info) {
        guarded(info.Env(), [&] { poller_ = std::make_unique<Poller>(); });
    }

private:
    Napi::Value listen(const Napi::CallbackInfo& info) {
        const std::string host = text_of(info, 0);
        const auto port = static_cast<uint16_t>(number_of(info, 1, 65535));
        return guarded(info.Env(), [&]() -> Napi::Value {
            const Poller::Listening listening = poller_->listen(host, port);
            Napi::Object result = Napi::Object::New(info.Env());
            result.Set("id", listening.id);
            result.Set("port", static_cast<int32_t>(listening.port));
            return result;
        });
    }
    Napi::Value accept(const Napi::CallbackInfo& info) {
        const int32_t listener = int_of(info, 0);
        return guarded(info.Env(), [&] { return Napi::Number::New(info.Env(), poller_->accept(listener)); });
    }
    Napi::Value read(const Napi::CallbackInfo& info) {
        const int32_t id = int_of(info, 0);
        const Part into = part_of(info, 1);
        return guarded(info.Env(), [&] { return Napi::Number::New(info.Env(), static_cast<double>(poller_->read(id, into.data, into.length))); });
    }
    Napi::Value write(const Napi::CallbackInfo& info) {
        const int32_t id = int_of(info, 0);
        const Part bytes = part_of(info, 1);
        return guarded(info.Env(), [&] { return Napi::Number::New(info.Env(), static_cast<double>(poller_->write(id, bytes.data, bytes.length))); });
    }
    void watch_room(const Napi::CallbackInfo& info) {
        const int32_t id = int_of(info, 0);
        const bool on = info[1].ToBoolean();
        guarded(info.Env(), [&] { poller_->watch_room(id, on); });
    }
    void close_line(const Napi::CallbackInfo& info) { poller_->close(int_of(info, 0)); }
    Napi::Value detach(const Napi::CallbackInfo& info) {
        const int32_t id = int_of(info, 0);
        return guarded(info.Env(), [&] { return Napi::Number::New(info.Env(), poller_->detach(id)); });
    }
    Napi::Value adopt(const Napi::CallbackInfo& info) {
        const int32_t descriptor = int_of(info, 0);
        return guarded(info.Env(), [&] { return Napi::Number::New(info.Env(), poller_->adopt(descriptor)); });
    }
    /** Events go into the caller's Int32Array as pairs of id and what; as many as fit, the rest is told at the next poll. */
    Napi::Value poll(const Napi::CallbackInfo& info) {
        const int32_t timeout_ms = int_of(info, 0);
        const int32_t spin_us = int_of(info, 1);
        if (!info[2].IsTypedArray() || info[2].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array)
            throw Napi::TypeError::New(info.Env(), "argument 3 must be an Int32Array");
        Napi::Int32Array events = info[2].As<Napi::Int32Array>();
        return guarded(info.Env(), [&] {
            const auto& ready = poller_->poll(timeout_ms, spin_us);
            const size_t count = std::min(ready.size(), events.ElementLength() / 2);
            for (size_t i = 0; i < count; i++) {
                events[i * 2] = ready[i].id;
                events[i * 2 + 1] = ready[i].what;
            }
            return Napi::Number::New(info.Env(), static_cast<double>(count));
        });
    }
    Napi::Value wake_descriptor(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), poller_->wake_descriptor()); }
    void close_all(const Napi::CallbackInfo&) { poller_->close_all(); }

    std::unique_ptr<Poller> poller_;
};

void allocate(const Napi::CallbackInfo& info) {
    const std::string path = text_of(info, 0);
    const size_t size_bytes = size_of(info, 1);
    const size_t leave_free_bytes = size_of(info, 2);
    guarded(info.Env(), [&] { allocate_file(path, size_bytes, leave_free_bytes); });
}

Napi::Value now_ns(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), static_cast<double>(monotonic_ns())); }

void wake(const Napi::CallbackInfo& info) {
    const int32_t descriptor = int_of(info, 0);
    guarded(info.Env(), [&] { wake_poller(descriptor); });
}

Napi::Value pin_thread(const Napi::CallbackInfo& info) {
    const int32_t cpu = static_cast<int32_t>(number_of(info, 0, CPU_SETSIZE - 1));
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return Napi::Boolean::New(info.Env(), ::sched_setaffinity(0, sizeof set, &set) == 0);
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    exports.Set("MappedFile", MappedFileObject::define(env));
    exports.Set("Poller", PollerObject::define(env));
    exports.Set("allocateFile", Napi::Function::New<allocate>(env));
    exports.Set("nowNs", Napi::Function::New<now_ns>(env));
    exports.Set("wake", Napi::Function::New<wake>(env));
    exports.Set("pinThread", Napi::Function::New<pin_thread>(env));
    return exports;
}

}  // namespace

NODE_API_MODULE(meridian_native, init)
