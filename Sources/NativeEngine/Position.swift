import Columns
import Planning

extension PipelineRun {
  /// The part of the whole base in which each row's value lies, from 1 for the lowest; equal values share a part.
  func position(of value: BoundExpression, parts: Int) throws -> Node {
    try settle()
    let node = try frame.sortNode(frame.prepare(value))
    let keys = sortKeys(try frame.materialised(node), type: node.type)
    let ordered = (0..<frame.rowCount).filter { isKept($0) && keys[$0] != Vector.unknownInteger }
      .sorted { keys[$0] < keys[$1] }
    try frame.work.checkpoint()
    var places = [Int64](repeating: Vector.unknownInteger, count: frame.rowCount)
    var first = 0
    while first < ordered.count {
      var last = first
      while last + 1 < ordered.count, keys[ordered[last + 1]] == keys[ordered[first]] { last += 1 }
      // Ranks count from 1, and equal values have the mean of theirs; twice that mean is whole.
      let twiceRank = first + last + 2
      let place = (parts * twiceRank + 2 * ordered.count - 1) / (2 * ordered.count)
      for index in first...last { places[ordered[index]] = Int64(place) }
      first = last + 1
    }
    return frame.node(.number, .plain(.integers(Buffer(places), scale: 0)))
  }
}
