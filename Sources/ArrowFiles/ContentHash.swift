/// A hash of 64 bits of some bytes, the same on every run and every machine.
///
/// Four independent sums hide the time that each multiplication takes. It tells damage, not malice.
package func contentHash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
  var position = 0
  let count = bytes.count
  var total = seed ^ (UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15)
  if count >= 64 {
    var lanes = SIMD4<UInt64>(total, total ^ 0xA076_1D64_78BD_642F, ~total, total &+ 0xE703_7ED1_A0B4_28DB)
    while position + 64 <= count {
      for half in 0..<2 {
        let start = position + half * 32
        lanes.x = folded(lanes.x ^ bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        lanes.y = folded(lanes.y ^ bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
        lanes.z = folded(lanes.z ^ bytes.loadUnaligned(fromByteOffset: start + 16, as: UInt64.self))
        lanes.w = folded(lanes.w ^ bytes.loadUnaligned(fromByteOffset: start + 24, as: UInt64.self))
      }
      position += 64
    }
    total = folded(lanes.x) ^ folded(lanes.y &+ 1) ^ folded(lanes.z &+ 2) ^ folded(lanes.w &+ 3)
  }
  while position + 8 <= count {
    total = folded(total ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    position += 8
  }
  var rest: UInt64 = 0
  while position < count {
    rest = rest << 8 | UInt64(bytes[position])
    position += 1
  }
  return folded(total ^ rest)
}

/// A step that every bit of the argument changes, and that no two arguments share: an odd factor and a rotation.
@inline(__always) private func folded(_ value: UInt64) -> UInt64 {
  let product = value &* 0x9FB2_1C65_1E98_DF25
  return (product ^ (product >> 32)) &+ 0x8EBC_6AF0_9C88_C6E3
}
