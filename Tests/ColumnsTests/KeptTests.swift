import Columns
import Testing

@Suite struct KeptTests {
  private final class Source: Sendable {}

  @Test func `copies go before an index, the one used longest ago first`() {
    let kept = Kept(budget: 100)
    let source = Source()
    let sources = [Source(), Source(), Source()]
    kept.keep("index", "order", of: [source], bytes: 40, rank: .index)
    for other in sources.prefix(2) {
      kept.keep("copy", "order", of: [source, other], bytes: 30, rank: .copy)
    }
    #expect(kept.value("order", of: [source, sources[0]], as: String.self) == "copy")
    kept.keep("copy", "order", of: [source, sources[2]], bytes: 30, rank: .copy)
    #expect(kept.value("order", of: [source], as: String.self) == "index")
    #expect(kept.value("order", of: [source, sources[0]], as: String.self) == "copy")
    #expect(kept.value("order", of: [source, sources[1]], as: String.self) == nil)
    #expect(kept.value("order", of: [source, sources[2]], as: String.self) == "copy")
    kept.keep("large", "order", of: [sources[0]], bytes: 101, rank: .index)
    #expect(kept.value("order", of: [sources[0]], as: String.self) == nil)
  }

  @Test func `what was made of something goes with it`() {
    let kept = Kept(budget: 100)
    var source: Source? = Source()
    if let source { kept.keep(1, "order", of: [source], bytes: 100, rank: .index) }
    #expect(source.flatMap { kept.value("order", of: [$0], as: Int.self) } == 1)
    source = nil
    let other = Source()
    kept.keep(2, "order", of: [other], bytes: 100, rank: .copy)
    #expect(kept.value("order", of: [other], as: Int.self) == 2)
  }
}
