import Diagnostics
import FileFormats
import FoundationEssentials
import TestSupport
import Testing

@Suite struct `Files compressed with zstd` {
  /// `a,b`, `1,2` and `3,4`, in two frames.
  private let packed = Array(Data(base64Encoded: "KLUv/SAIQQAAYSxiCjEsMgootS/9IAQhAAAzLDQK") ?? Data())
  private let table = "a number | b number\n1 | 2\n3 | 4\n(comma, UTF-8, zstd)"

  @Test func `all frames are read`() { expectText(reading(packed), table) }

  @Test func `a frame to be skipped and padding are left out`() {
    expectText(reading([0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7] + packed + [0, 0, 0]), table)
  }

  @Test func `a file that was cut says so`() {
    for length in 5..<packed.count where length != 17 && length != packed.count {
      let said = reading(Array(packed.prefix(length)))
      let isWholeFrame = said.hasPrefix("a number | b number\n1 | 2\n(")
      #expect(said.contains("ends too early") || isWholeFrame, "\(length): \(said)")
    }
  }

  @Test func `a damaged file says so`() {
    var damaged = packed
    damaged[6] ^= 0x07
    #expect(reading(damaged).contains("E204"))
  }

  @Test func `no damage crashes`() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      var damaged = packed
      damaged[Int.random(in: 4..<packed.count, using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
      #expect(!reading(damaged).isEmpty)
    }
  }
}
