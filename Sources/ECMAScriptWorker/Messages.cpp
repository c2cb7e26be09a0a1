#include "Messages.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace {

constexpr int channel = STDIN_FILENO;
// Longer than anything that the other side may send.
constexpr uint32_t longestFrame = 64u << 20;

bool receive(char* place, size_t count) {
  while (count > 0) {
    ssize_t received = recv(channel, place, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    place += received;
    count -= static_cast<size_t>(received);
  }
  return true;
}

}  // namespace

std::string_view FrameReader::take(size_t count) {
  if (count > bytes_.size()) {
    failed_ = true;
    return {};
  }
  std::string_view taken = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return taken;
}

uint8_t FrameReader::byte() {
  std::string_view taken = take(1);
  return taken.empty() ? 0 : static_cast<uint8_t>(taken[0]);
}

uint32_t FrameReader::count() {
  uint32_t value = 0;
  std::string_view taken = take(sizeof value);
  if (!taken.empty()) std::memcpy(&value, taken.data(), sizeof value);
  return value;
}

double FrameReader::number() {
  double value = 0;
  std::string_view taken = take(sizeof value);
  if (!taken.empty()) std::memcpy(&value, taken.data(), sizeof value);
  return value;
}

std::string_view FrameReader::string() { return take(count()); }

void FrameWriter::count(uint32_t value) {
  bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void FrameWriter::number(double value) {
  bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void FrameWriter::string(std::string_view value) {
  count(static_cast<uint32_t>(value.size()));
  bytes_.append(value);
}

bool readFrame(std::string& frame) {
  uint32_t size = 0;
  if (!receive(reinterpret_cast<char*>(&size), sizeof size) || size > longestFrame) return false;
  frame.resize(size);
  return receive(frame.data(), size);
}

void writeFrame(const std::string& frame) {
  uint32_t size = static_cast<uint32_t>(frame.size());
  std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
  bytes += frame;
  const char* place = bytes.data();
  size_t rest = bytes.size();
  while (rest > 0) {
    ssize_t sent = send(channel, place, rest, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) _exit(0);
    place += sent;
    rest -= static_cast<size_t>(sent);
  }
}
