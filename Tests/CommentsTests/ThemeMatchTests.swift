import Columns
import Functions
import TestSupport
import Testing

@testable import Comments

/// The texts of a list in which a theme of some words is found, by their positions.
private func found(_ patterns: [ThemePattern], in texts: [String], language: TextLanguage? = nil) throws
  -> [Int]
{
  let matcher = try ThemeMatcher([Theme(name: "t", patterns: patterns, isShipped: false)])
  let result = try matcher.themes(of: TextBuffer(texts), language: language)
  return texts.indices.filter { result.has(0, $0) }
}

private func found(_ words: String, in texts: [String], language: TextLanguage? = nil) throws -> [Int] {
  try found([.words(words)], in: texts, language: language)
}

/// The words of a text as they are read.
private func words(_ text: String) -> [String] {
  var reader = WordReader()
  var text = text
  return text.withUTF8 { bytes in
    reader.read(bytes)
    return reader.words.map { String(decoding: reader.letters[$0.start..<$0.end], as: UTF8.self) }
  }
}

@Suite struct `Words of comments` {
  @Test(arguments: [
    ("Fast DELIVERY!", "fast|delivery"), ("ÁRBOL año", "árbol|año"), ("don't", "don't"), ("don’t", "don't"),
    ("the courier's van", "the|courier|van"), ("l'attente d’aujourd", "attente|aujourd"),
    ("check-in", "check|in"),
    ("a - b", "a|b"), ("'quoted'", "quoted"), ("you'll", "you'll"), ("5kg 24h", "5kg|24h"), ("", ""),
    (" \t\n", ""),
    ("价格贵", "价|格|贵"), ("👍🏽good", "👍|good"), ("שלום עולם", "שלום|עולם"), ("co\u{AD}operate", "cooperate"),
    ("e\u{301}te\u{301}", "e\u{301}te\u{301}"), ("---", ""), ("İstanbul", "i\u{307}stanbul"),
  ])
  func `are cut where a reader would cut them`(_ text: String, _ expected: String) {
    expectText(words(text).joined(separator: "|"), expected)
  }

  @Test func `bytes that are no text are no words, and nothing stops the reader`() {
    var reader = WordReader()
    let bytes: [UInt8] = [0xFF, 0x61, 0xC3, 0x28, 0xE2, 0x82, 0x62, 0xF0, 0x9F, 0x00, 0xED, 0xA0, 0x80, 0xC3]
    bytes.withUnsafeBufferPointer { reader.read($0) }
    let read = reader.words.map { String(decoding: reader.letters[$0.start..<$0.end], as: UTF8.self) }
    #expect(read == ["a", "b"])
  }

  @Test func `random bytes are read without a fault`() {
    var generator = SeededGenerator(seed: 7)
    var reader = WordReader()
    for length in 0..<400 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      bytes.withUnsafeBufferPointer { reader.read($0) }
      #expect(reader.words.allSatisfy { $0.start <= $0.end && $0.end <= reader.letters.count })
    }
  }
}

@Suite struct `Themes in comments` {
  @Test func `endings, letter case and accents do not matter`() throws {
    let english = [
      "The deliveries were late", "We delivered it", "DELIVERING now to you", "a delicate thing",
    ]
    #expect(try found("delivery", in: english) == [0])
    #expect(try found("deliver", in: english) == [1, 2])
    let spanish = [
      "la devolución no llegó", "LA DEVOLUCION no", "las devoluciones son lentas", "el precio es caro",
      "los precios son caras", "envio de la tienda",
    ]
    #expect(try found("devolucion", in: spanish) == [0, 1, 2])
    #expect(try found("devolución", in: spanish) == [0, 1, 2])
    #expect(try found("precio", in: spanish) == [3, 4])
    #expect(try found("caro", in: spanish) == [3, 4])
    #expect(try found("envío", in: spanish) == [5])
  }

  @Test func `a word is found as a word, not inside another one`() throws {
    #expect(
      try found("car", in: ["the care is good", "my car is red", "a scar on the car", "cars of the shop"])
        == [1, 2, 3])
  }

  @Test func `words of a phrase stand one after the other in one sentence`() throws {
    let texts = [
      "the customer service is slow", "customer of the service", "I am a customer. Service is slow",
      "Customer services of theirs", "customer-service is what it is",
    ]
    #expect(try found("customer service", in: texts) == [0, 3, 4])
  }

  @Test func `a hyphen may be left out on either side`() throws {
    let texts = [
      "the check-in was slow", "the checkin was slow", "the check in was slow", "check the plug-in",
    ]
    #expect(try found("check-in", in: texts) == [0, 1, 2])
    #expect(try found("checkin", in: texts) == [0, 1])
  }

  @Test func `a star stands for any ending`() throws {
    #expect(
      try found("cancel*", in: ["cancellation of it", "cancelled", "can cel", "uncancelled"]) == [0, 1])
  }

  @Test func `a regular expression sees the text with and without its accents`() throws {
    let texts = ["llegó tarde", "llego tarde", "LLEGÓ", "nada"]
    #expect(try found([.expression("lleg[oó]")], in: texts) == [0, 1, 2])
    #expect(try found([.expression("^llego")], in: texts) == [0, 1, 2])
  }

  @Test func `signs without letters can be words`() throws {
    #expect(try found("😡", in: ["so 😡 now", "so 🙂 now", "😡😡"]) == [0, 2])
    #expect(try found("价格", in: ["这个价格太贵", "这个格价"]) == [0])
  }

  @Test func `a text without stop words is read like most others`() throws {
    // As Spanish, car and care are one word.
    let texts = ["the car is here", "this is what we have", "care"]
    #expect(try found("car", in: texts) == [0])
    #expect(try found("car", in: ["care"], language: .spanish) == [0])
    #expect(try found("car", in: ["care"], language: .english) == [])
  }

  @Test func `a megabyte of text, no text and only stop words are all read`() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let many = String(repeating: "the price of ", count: 80_000)
    #expect(try found("price", in: [long, many, "", "the of and"]) == [1])
  }

  @Test func `more than sixty-four themes keep apart`() throws {
    let themes = (0..<130).map { Theme(name: "t\($0)", patterns: [.words("word\($0)")], isShipped: false) }
    let texts = (0..<130).map { "a word\($0) here" }
    let result = try ThemeMatcher(themes).themes(of: TextBuffer(texts), language: nil)
    for theme in themes.indices { #expect(texts.indices.filter { result.has(theme, $0) } == [theme]) }
  }

  @Test func `pieces of the same memory are told apart`() throws {
    let set = ThemeSet([Theme(name: "price", patterns: [.words("price")], isShipped: false)])
    let texts = TextBuffer(["a price", "none here", "", "prices"])
    let test = set.test([0], orNoneOf: nil, language: nil)
    func flags(_ texts: TextBuffer) throws -> [UInt8] {
      let operand = Operand(vector: .texts(texts), type: .text, isConstant: false)
      let context = KernelContext(count: texts.count, resultType: .bool, calendar: Calendar())
      guard case .bools(let flags) = try test.kernel([operand], context) else { return [] }
      return Array(flags.values)
    }
    #expect(try flags(texts) == [1, 0, 2, 1])
    #expect(
      try flags(TextBuffer(bytes: texts.bytes, offsets: Buffer(Array(texts.offsets.values.dropFirst())))) == [
        0, 2, 1,
      ])
    #expect(try flags(texts) == [1, 0, 2, 1])
  }
}
