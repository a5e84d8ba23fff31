import Diagnostics
import TestSupport
import Testing

@Test(arguments: [
  ("plain", 5), ("", 0), ("é", 1), ("e\u{301}", 1), ("東京", 4), ("ｱ", 1), ("Ａ", 2), ("한글", 4),
  ("\u{1112}\u{1161}\u{11AB}", 2),
  ("🙂", 2), ("👩‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🇪🇸", 2), ("❤", 1), ("❤️", 2), ("a\u{200B}b", 2), ("\u{7}", 0), ("–…€", 3),
  ("हि", 2),
])
func `the width of a text is counted in cells`(text: String, width: Int) {
  #expect(displayWidth(of: text) == width, "\(text)")
}

@Test(arguments: [
  ("Response Date", "responsedate"), ("response_date", "responsedate"),
  ("Fecha de Creación", "fechadecreacion"),
  ("NPS (0–10)", "nps010"), ("ÀÉÎÕÜ ñ ç", "aeiounc"), ("Straße", "strasse"), ("Łódź", "lodz"), ("ЙОД", "иод"),
  ("ΆΛΦΑ", "αλφα"), ("e\u{301}te\u{301}", "ete"), ("東京", "東京"), ("!!!", ""), ("Ångström", "angstrom"),
  ("İ", "i"),
])
func `a folded name has no case, accents or punctuation`(name: String, folded: String) {
  #expect(fold(name) == folded)
}

@Test func `folding what is folded changes nothing`() {
  for value in UInt32(0)..<0x3000 {
    guard let scalar = Unicode.Scalar(value) else { continue }
    let once = fold(String(scalar))
    #expect(fold(once) == once, "U+\(String(value, radix: 16))")
  }
}

@Test(arguments: [
  ("nsp", "nps"), ("wher", "where"), ("form", "from"), ("segmnt", "segment"), ("Réponse", "response"),
  ("mounth", "month"),
])
func `a near name is suggested`(name: String, suggestion: String) {
  #expect(
    nearest(to: name, among: ["nps", "where", "from", "segment", "response", "month", "csat"]) == suggestion)
}

@Test(arguments: ["", "xyz", "banana", "np5x", "!", "q"])
func `nothing is suggested for a name that is near to none`(name: String) {
  #expect(nearest(to: name, among: ["nps", "where", "from", "segment", "response", "month"]) == nil)
}

@Test func `of equally near names the first by its letters is suggested`() {
  #expect(nearest(to: "nxs", among: ["nps", "nas", "nbs"]) == "nas")
  #expect(nearest(to: "nxs", among: ["nbs", "nas", "nps"]) == "nas")
}

@Test func `a very long name is compared without effort`() {
  let long = String(repeating: "a", count: 100_000)
  #expect(nearest(to: long, among: ["a", long]) == nil)
}
