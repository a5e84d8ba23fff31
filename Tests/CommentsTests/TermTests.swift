import Columns
import TestSupport
import Testing

@testable import Comments

private func table(_ here: [String], _ there: [String]) throws -> TermTable {
  try TermTable(
    here.map { WeightedText($0, counts: [1, 0]) } + there.map { WeightedText($0, counts: [0, 1]) }, groups: 2,
    language: nil, work: Work(threads: 1))
}

private func lines(_ terms: [Term]) -> String {
  terms.map { term in
    func rounded(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }
    return "\(term.text) \(term.here) \(term.there) \(rounded(term.logOdds)) \(rounded(term.z))"
  }.joined(separator: "\n")
}

@Suite struct `Terms that set comments apart` {
  @Test func `equal the published formula computed elsewhere`() throws {
    let table = try table(
      ["slow app", "slow app crash", "slow", "app bad", "slow app slow app"],
      ["good app", "good food", "food good app", "bad food", "good"])
    expectText(
      lines(table.compared(0)),
      """
      slow 4 0 2.820752 1.70805
      slow app 3 0 2.820752 1.479215
      app 4 2 0.809775 1.043671
      bad 1 1 0.0 0.0
      good app 0 2 -2.96844 -1.27101
      food 0 3 -2.694161 -1.41283
      good 0 4 -2.820752 -1.70805
      """)
    #expect(table.comments == [5, 5])
  }

  @Test func `one group's gain is the other's loss`() throws {
    let table = try table(["slow app", "slow and late", "late"], ["good app", "good and fast", "fast"])
    let here = Dictionary(uniqueKeysWithValues: table.compared(0).map { ($0.text, $0.z) })
    for term in table.compared(1) { #expect(abs((here[term.text] ?? .nan) + term.z) < 1e-12) }
  }

  @Test func `endings are joined under the most frequent form`() throws {
    let table = try table(["the prices are high", "prices", "price"], ["the quality of it", "qualities"])
    #expect(table.compared(0).map(\.text).contains("prices"))
    #expect(!table.compared(0).map(\.text).contains("price"))
  }

  @Test func `stop words, digits and crosses are no terms, negations only with a word`() throws {
    let table = try table(["it is not working 123 xxxx", "this is not working 123 xxxx"], [])
    #expect(Set(table.compared(0).map(\.text)).isSubset(of: ["working", "not working"]))
  }

  @Test func `ugly comments give no terms and no fault`() throws {
    for texts in [[], [""], ["the of and"], ["😡"], ["\u{202E}"], [String(repeating: "z", count: 1 << 20)]] {
      #expect(try table(texts, []).compared(0).isEmpty)
      #expect(try table([], texts).compared(0).isEmpty)
    }
  }
}

@Suite struct `Typical comments` {
  @Test func `are near the group's centre, differ, and are the same every time`() throws {
    let texts =
      [
        "the support is slow and nobody answers", "the support is slow and nobody answers me",
        "I like cheese on toast",
      ]
      .map { WeightedText($0, counts: [1]) } + [
        WeightedText("slow answers of the support again", counts: [3])
      ]
    func chosen() throws -> [Int] {
      try TypicalTexts(texts, language: nil, work: Work(threads: 1)).typical(of: 0, count: 2)
    }
    let first = try chosen()
    #expect(first.count == 2)
    #expect(!first.contains(2))
    #expect(Set(first) != [0, 1])
    #expect(try chosen() == first)
  }

  @Test func `a long comment is shown by its nearest sentences`() throws {
    let long =
      String(repeating: "Nothing of note here at all. ", count: 20) + "The support was slow. "
      + String(repeating: "More of the same follows. ", count: 20)
    let typical = try TypicalTexts([WeightedText(long, counts: [1])], language: nil, work: Work(threads: 1))
    let excerpt = typical.excerpt(long, like: 0)
    #expect(excerpt.count <= 290)
    #expect(excerpt.contains("…"))
  }
}

@Suite struct `Masking` {
  @Test(arguments: [
    ("write to a.b-c@mail.example.com!", "write to [email]!"),
    ("see https://x.org/a?b=1, ok", "see [link], ok"),
    ("www.shop.es is down", "[link] is down"), ("slow.it broke", "slow.it broke"),
    ("ask @lucia_82", "ask [name]"),
    ("call +34 612 345 678 now", "call [phone] now"), ("(555) 123-4567", "[phone]"), ("612345678", "[phone]"),
    ("card 4111-1111-1111-1111.", "card [card]."), ("4111 1111 1111 1112", "[number]"),
    ("ES91 2100 0418 4502 0005 1332 ok", "[iban] ok"), ("GB82WEST12345698765432", "[iban]"),
    ("on 2024-03-31 and 31/03/2024 at 10.30", "on 2024-03-31 and 31/03/2024 at 10.30"),
    ("paid 1.234.567 or 12.50 for 24h", "paid 1.234.567 or 12.50 for 24h"),
    ("order 12345678", "order [number]"),
    ("Mr. Brown and Sra. de la Cruz", "Mr. [name] and Sra. de la Cruz"),
    ("My name is Zed Quux.", "My name is [name]."),
    ("me llamo Iker Etxeberria, ayuda", "me llamo [name], ayuda"), ("María de la Cruz llamó", "[name] llamó"),
    ("Great service. Regards, Tamsin Vole", "Great service. Regards, [name]"),
    ("John's phone", "[name]'s phone"),
    ("THE SUPPORT IS SLOW", "THE SUPPORT IS SLOW"), ("Thanks for everything", "Thanks for everything"),
    ("a\u{1B}[31mred\u{7}\nb\tc\u{202E}d", "a[31mred b cd"), ("", ""), ("🤬", "🤬"),
  ])
  func `hides what tells who wrote it and keeps the rest`(_ text: String, _ expected: String) {
    expectText(masked(text), expected)
  }

  @Test func `random text is masked without a fault, a control character or a second change`() {
    var generator = SeededGenerator(seed: 11)
    let signs = Array("aZ0 9@.-+()/\u{1B}\n\u{202E}é'’Mr Dr,:;ñ😡4111".unicodeScalars)
    for length in 0..<300 {
      var text = String.UnicodeScalarView()
      for _ in 0..<length { text.append(signs[Int.random(in: 0..<signs.count, using: &generator)]) }
      let result = masked(String(text))
      #expect(!result.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
    }
  }
}
