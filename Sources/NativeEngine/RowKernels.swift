import Columns

// The loops over the rows of a block. They are plain functions over memory that was measured before: pointers without
// bounds, because the check of each access costs as much as the access, and generic over the width of codes, so that
// the compiler writes one loop for each width. Additions wrap, because every number in them was bounded before.

/// Codes of a block of rows, as narrow as they are stored.
enum CodePointer {
  case narrow(UnsafePointer<UInt8>)
  case medium(UnsafePointer<UInt16>)
  case wide(UnsafePointer<UInt32>)
}

typealias CodeWidth = FixedWidthInteger & UnsignedInteger & BitwiseCopyable

// MARK: Conditions

/// Keeps the rows whose code lies in a run: no table is read, and many rows are compared at once.
func keep<Code: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ count: Int, from first: Code, span: Code,
  _ kept: UnsafeMutablePointer<UInt8>
) {
  for row in 0..<count { kept[row] &= codes[row] &- first <= span ? 1 : 0 }
}

/// Keeps the rows whose code has the flag 1.
func keep<Code: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ count: Int, flags: UnsafePointer<UInt8>,
  _ kept: UnsafeMutablePointer<UInt8>
) {
  for row in 0..<count { kept[row] &= flags[Int(truncatingIfNeeded: codes[row])] == 1 ? 1 : 0 }
}

/// Keeps the rows whose value lies between two others.
func keep(
  _ values: UnsafePointer<Int64>, _ count: Int, from first: Int64, span: UInt64,
  _ kept: UnsafeMutablePointer<UInt8>
) {
  for row in 0..<count { kept[row] &= UInt64(bitPattern: values[row] &- first) <= span ? 1 : 0 }
}

/// Keeps the rows whose flag is 1.
func keep(_ flags: UnsafePointer<UInt8>, _ count: Int, _ kept: UnsafeMutablePointer<UInt8>) {
  for row in 0..<count { kept[row] &= flags[row] == 1 ? 1 : 0 }
}

func countKept(_ kept: UnsafePointer<UInt8>, _ count: Int) -> Int {
  var all = 0
  var row = 0
  while row < count {
    // 255 ones fit into a byte: so many rows are added without widening them.
    let end = min(row &+ 128, count)
    var some: UInt8 = 0
    while row < end {
      some &+= kept[row]
      row &+= 1
    }
    all &+= Int(some)
  }
  return all
}

// MARK: Group numbers

/// Adds codes times a stride: where every code is a value of its own, nothing has to be looked up.
///
/// - Parameter isFirst: nothing was written before.
func number<Code: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ count: Int, stride: UInt32, isFirst: Bool,
  _ groups: UnsafeMutablePointer<UInt32>
) {
  if isFirst {
    for row in 0..<count { groups[row] = UInt32(truncatingIfNeeded: codes[row]) &* stride }
  } else {
    for row in 0..<count { groups[row] &+= UInt32(truncatingIfNeeded: codes[row]) &* stride }
  }
}

/// Adds what the codes mean.
///
/// - Parameter isFirst: nothing was written before.
func number<Code: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ count: Int, map: UnsafePointer<UInt32>, isFirst: Bool,
  _ groups: UnsafeMutablePointer<UInt32>
) {
  if isFirst {
    for row in 0..<count { groups[row] = map[Int(truncatingIfNeeded: codes[row])] }
  } else {
    for row in 0..<count { groups[row] &+= map[Int(truncatingIfNeeded: codes[row])] }
  }
}

/// Groups behind the last one, for rows that do not count: nobody reads them.
///
/// They are several, because an addition to the same place waits for the one before.
let nobodies = 8

/// The groups of the rows that are kept; all others get groups that nobody reads.
func mask(
  _ groups: UnsafePointer<UInt32>, _ kept: UnsafePointer<UInt8>, _ count: Int, nobody: UInt32,
  _ masked: UnsafeMutablePointer<UInt32>
) {
  for row in 0..<count {
    let isKept = 0 &- UInt32(kept[row])
    let other = nobody &+ UInt32(truncatingIfNeeded: row & (nobodies - 1))
    masked[row] = groups[row] & isKept | other & ~isKept
  }
}

// MARK: Looked-up and gathered codes

func look<Code: CodeWidth, Output: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ count: Int, map: UnsafePointer<UInt32>,
  _ output: UnsafeMutablePointer<Output>
) {
  for row in 0..<count {
    output[row] = Output(truncatingIfNeeded: map[Int(truncatingIfNeeded: codes[row])])
  }
}

func place(
  _ values: UnsafePointer<Int64>, _ count: Int, in range: ClosedRange<Int64>,
  _ output: UnsafeMutablePointer<UInt8>
) {
  let first = range.lowerBound
  let span = UInt64(bitPattern: range.upperBound &- first)
  for row in 0..<count {
    let code: UInt8 = UInt64(bitPattern: values[row] &- first) <= span ? 2 : 1
    output[row] = values[row] == Vector.unknownInteger ? 0 : code
  }
}

func gather<Element: BitwiseCopyable>(
  _ values: UnsafePointer<Element>, _ rows: UnsafePointer<UInt32>, _ count: Int,
  _ output: UnsafeMutablePointer<Element>
) {
  for index in 0..<count { output[index] = values[Int(rows[index])] }
}

// MARK: Counters

/// Several counters of one group side by side, added to at once.
protocol CounterWord: BitwiseCopyable {
  static func &+ (left: Self, right: Self) -> Self
}

extension UInt64: CounterWord {}
extension SIMD2<UInt64>: CounterWord {}
extension SIMD4<UInt64>: CounterWord {}

/// Adds to the counters of each row's group what its code counts.
///
/// Rows go to two sets of counters in turns: rows next to each other are often of one group, and an addition to the
/// same place waits for the one before.
func count<Code: CodeWidth, Word: CounterWord>(
  _ codes: UnsafePointer<Code>, _ words: UnsafePointer<Word>, _ groups: UnsafePointer<UInt32>, _ count: Int,
  _ even: UnsafeMutablePointer<Word>, _ odd: UnsafeMutablePointer<Word>
) {
  var row = 0
  while row &+ 1 < count {
    let one = Int(groups[row])
    even[one] = even[one] &+ words[Int(truncatingIfNeeded: codes[row])]
    let two = Int(groups[row &+ 1])
    odd[two] = odd[two] &+ words[Int(truncatingIfNeeded: codes[row &+ 1])]
    row &+= 2
  }
  if row < count {
    let one = Int(groups[row])
    even[one] = even[one] &+ words[Int(truncatingIfNeeded: codes[row])]
  }
}

/// The same for what two codes count.
func count<First: CodeWidth, Second: CodeWidth, Word: CounterWord>(
  _ first: UnsafePointer<First>, _ firstWords: UnsafePointer<Word>, _ second: UnsafePointer<Second>,
  _ secondWords: UnsafePointer<Word>, _ groups: UnsafePointer<UInt32>, _ count: Int,
  _ even: UnsafeMutablePointer<Word>, _ odd: UnsafeMutablePointer<Word>
) {
  var row = 0
  while row &+ 1 < count {
    let one = Int(groups[row])
    even[one] =
      even[one] &+ firstWords[Int(truncatingIfNeeded: first[row])]
      &+ secondWords[Int(truncatingIfNeeded: second[row])]
    let two = Int(groups[row &+ 1])
    odd[two] =
      odd[two] &+ firstWords[Int(truncatingIfNeeded: first[row &+ 1])]
      &+ secondWords[Int(truncatingIfNeeded: second[row &+ 1])]
    row &+= 2
  }
  if row < count {
    let one = Int(groups[row])
    even[one] =
      even[one] &+ firstWords[Int(truncatingIfNeeded: first[row])]
      &+ secondWords[Int(truncatingIfNeeded: second[row])]
  }
}

/// Adds one to the counter of each row's group.
func count(
  _ groups: UnsafePointer<UInt32>, _ count: Int, _ even: UnsafeMutablePointer<UInt64>,
  _ odd: UnsafeMutablePointer<UInt64>
) {
  var row = 0
  while row &+ 1 < count {
    even[Int(groups[row])] &+= 1
    odd[Int(groups[row &+ 1])] &+= 1
    row &+= 2
  }
  if row < count { even[Int(groups[row])] &+= 1 }
}

/// Adds values to the sums of their groups, and counts the known ones.
func add(
  _ values: UnsafePointer<Int64>, _ groups: UnsafePointer<UInt32>, _ count: Int,
  _ even: UnsafeMutablePointer<SIMD2<Int64>>, _ odd: UnsafeMutablePointer<SIMD2<Int64>>
) {
  for row in 0..<count {
    let value = values[row]
    // Unknown values add nothing instead of being jumped over: there is no branch to guess.
    let isKnown: Int64 = value == Vector.unknownInteger ? 0 : 1
    let sums = row & 1 == 0 ? even : odd
    sums[Int(groups[row])] &+= SIMD2(value & (0 &- isKnown), isKnown)
  }
}

/// Adds one to the counter of each row's group and code.
func tally<Code: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ groups: UnsafePointer<UInt32>, _ count: Int, size: Int,
  _ counts: UnsafeMutablePointer<UInt32>
) {
  for row in 0..<count {
    counts[Int(groups[row]) &* size &+ Int(truncatingIfNeeded: codes[row])] &+= 1
  }
}
