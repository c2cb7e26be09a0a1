// The frames that a worker and the program that started it send each other.
//
// A frame is its length (four bytes, little endian) and that many bytes. Strings in it are their
// length and UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Takes a frame apart. What is read beyond the end is empty, and `failed` says so.
class FrameReader {
 public:
  explicit FrameReader(std::string_view bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  uint8_t byte();
  uint32_t count();
  double number();
  std::string_view string();

 private:
  std::string_view take(size_t count);

  std::string_view bytes_;
  bool failed_ = false;
};

// Puts a frame together.
class FrameWriter {
 public:
  void byte(char value) { bytes_.push_back(value); }
  void count(uint32_t value);
  void number(double value);
  void string(std::string_view value);
  void append(const FrameWriter& other) { bytes_ += other.bytes_; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads the next frame; false once the other side has gone.
bool readFrame(std::string& frame);
// Ends the process where the other side has gone.
void writeFrame(const std::string& frame);
