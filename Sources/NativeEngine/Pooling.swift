import Columns
import Functions

/// Which groups belong to each result, as moves: groups enter and leave a pool, and now and then its result is taken.
///
/// Neighbouring windows share most of their periods, and the rest of a group is all but that group. So every result
/// costs what changes, not what it is made of, and nothing is read from the rows again.
struct Pooling {
  enum Move {
    case enter(UInt32)
    case leave(UInt32)
    /// The next result.
    case take
  }

  var moves: [Move] = []
  /// Results that are taken.
  private(set) var count = 0

  mutating func enter(_ group: UInt32) { moves.append(.enter(group)) }
  mutating func leave(_ group: UInt32) { moves.append(.leave(group)) }
  mutating func take() {
    moves.append(.take)
    count += 1
  }

  /// Calls one of the three for each move, in their order.
  func play(
    enter: (Int) throws -> Void, leave: (Int) throws -> Void, take: (Int) throws -> Void
  ) rethrows {
    var result = 0
    for move in moves {
      switch move {
      case .enter(let group): try enter(Int(group))
      case .leave(let group): try leave(Int(group))
      case .take:
        try take(result)
        result += 1
      }
    }
  }

  /// One number for each result, from numbers of the groups that add up.
  func sums(_ numbers: [Int64]) -> [Int64] {
    var pooled: Int64 = 0
    var results = [Int64](repeating: 0, count: count)
    play {
      pooled &+= numbers[$0]
    } leave: {
      pooled &-= numbers[$0]
    } take: {
      results[$0] = pooled
    }
    return results
  }
}

/// Numbers 0 to `size` − 1 of which some are in it, several times perhaps: enters, leaves and finds the k-th.
///
/// Two levels of counters, so that a change costs two additions and a search two short walks.
struct OrderedPool {
  private var counts: [UInt32]
  private var blocks: [Int]
  private(set) var count = 0
  private let shift: Int

  init(size: Int) {
    // Blocks of about the square root.
    shift = max((Int.bitWidth - size.leadingZeroBitCount) / 2, 4)
    counts = Array(repeating: 0, count: size)
    blocks = Array(repeating: 0, count: (size >> shift) + 1)
  }

  mutating func enter(_ number: Int) {
    counts[number] &+= 1
    blocks[number >> shift] &+= 1
    count &+= 1
  }

  mutating func leave(_ number: Int) {
    counts[number] &-= 1
    blocks[number >> shift] &-= 1
    count &-= 1
  }

  /// The number at a place, the smallest at 0. The place must be less than `count`.
  func number(at place: Int) -> Int {
    var left = place
    var block = 0
    while left >= blocks[block] {
      left -= blocks[block]
      block += 1
    }
    var number = block << shift
    while left >= Int(counts[number]) {
      left -= Int(counts[number])
      number += 1
    }
    return number
  }
}
