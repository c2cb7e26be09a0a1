import Testing
import XML

@Suite struct TextDecodingTests {
  private let text = "单位,名称\nG,衡宇"

  /// The same text as iconv(1) writes it.
  private let gb18030: [UInt8] =
    [
      0xB5, 0xA5, 0xCE, 0xBB, 0x2C, 0xC3, 0xFB, 0xB3, 0xC6, 0x0A, 0x47, 0x2C, 0xBA, 0xE2, 0xD3,
      0xEE,
    ]

  private func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBigEndian ? bytes : bytes.reversed()
    }
  }

  @Test func `UTF-8 with and without a mark is the same text`() throws {
    let plain = try DecodedText(Array(text.utf8))
    let marked = try DecodedText([0xEF, 0xBB, 0xBF] + Array(text.utf8))

    #expect(plain.bytes == Array(text.utf8))
    #expect(marked.bytes == plain.bytes)
    #expect(!plain.isGuess)
  }

  @Test func `what is not UTF-8 is taken for GB18030, and that is said`() throws {
    let decoded = try DecodedText(gb18030)

    #expect(String(decoding: decoded.bytes, as: UTF8.self) == text)
    #expect(decoded.encoding == "GB18030")
    #expect(decoded.isGuess)
  }

  @Test func `an encoding that was named is no guess`() throws {
    #expect(try !DecodedText(gb18030, encoding: "gb18030").isGuess)
  }

  @Test(arguments: [true, false])
  func `UTF-16 is known by its mark or by its zero bytes`(_ isBigEndian: Bool) throws {
    let bytes = utf16(text, isBigEndian: isBigEndian)
    let mark: [UInt8] = isBigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]

    #expect(try DecodedText(mark + bytes).bytes == Array(text.utf8))
    #expect(try DecodedText(bytes).bytes == Array(text.utf8))
  }

  @Test func `bytes of no encoding are refused where reading ends`() throws {
    let error = #expect(throws: UndecodableText.self) {
      try DecodedText(gb18030.prefix(10) + [0x41, 0xFF, 0xFF])
    }

    #expect(error?.position == XMLPosition(line: 2, column: 2))
    #expect(error?.message == "the text is neither UTF-8 nor, from here on, GB18030")
  }

  @Test(arguments: ["UTF-7", "", "no-such-thing", "GB18030//IGNORE"])
  func `an encoding that nobody reads is refused by its name`(_ name: String) throws {
    let error = #expect(throws: UndecodableText.self) { try DecodedText(gb18030, encoding: name) }

    #expect(error?.message == "the encoding \"\(name)\" is not supported")
  }
}
