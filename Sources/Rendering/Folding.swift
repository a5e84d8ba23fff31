/// A column of a table with the width it gets on the page.
struct PlacedColumn {
  /// Where the column is in the presentation.
  let position: Int
  /// Marks included.
  var width: Int
  /// The part of the width that is kept for marks, on the right.
  let markWidth: Int
  /// A header may be cut down to its numbers and a text to a few letters; a number never is.
  let narrowest: Int
  let isText: Bool
}

/// Cuts a table into blocks of columns that fit the page.
///
/// Texts become narrower first. When that is not enough, the columns that do not fit go into further blocks, each
/// of which begins with the first dimensions again, so that every number can be read with what it belongs to.
///
/// - Parameter width: Columns of the terminal; nil for one block as wide as it comes.
func fold(_ presentation: Presentation, width: Int?) -> [[PlacedColumn]] {
  var columns = presentation.columns.indices.map { place($0, presentation) }
  guard let width, total(columns) > width else { return [columns] }

  let readable = 16
  if let limit = largestLimit(columns, width: width, from: readable) {
    return [columns.map { $0.isText ? $0.limited(to: limit) : $0 }]
  }

  columns = columns.map { $0.isText ? $0.limited(to: max(readable, width / 3)) : $0 }
  let keys = repeatedColumns(&columns, presentation, width: width)
  let room = max(width - total(keys) - (keys.isEmpty ? 0 : gap), 1)
  var blocks: [[PlacedColumn]] = []
  var block: [PlacedColumn] = []
  for group in groups(of: columns[keys.count...], presentation) {
    let narrowed = group.map { $0.limited(to: room) }
    // A value that is wider than the page together with its n is parted from it.
    let parts = total(narrowed) <= room ? [narrowed] : narrowed.map { [$0] }
    for part in parts {
      if !block.isEmpty && total(block + part) > room {
        blocks.append(keys + block)
        block = []
      }
      block += part
    }
  }
  return blocks + [keys + block]
}

/// Spaces between two columns.
private let gap = 2

private func total(_ columns: [PlacedColumn]) -> Int {
  columns.reduce(0) { $0 + $1.width } + gap * max(columns.count - 1, 0)
}

/// A column at its natural width.
private func place(_ position: Int, _ presentation: Presentation) -> PlacedColumn {
  let column = presentation.columns[position]
  let header = terminalWidth(column.header)
  var text = 0
  var mark = 0
  var whole = 0
  for rows in [presentation.groups, presentation.totals] {
    for row in rows {
      let cellWidth = terminalWidth(row[position].text)
      let cellMark = terminalWidth(row[position].mark)
      text = max(text, cellWidth)
      mark = max(mark, cellMark)
      whole = max(whole, cellWidth + cellMark)
    }
  }
  // On the left a mark stands right behind its text, so it needs no place of its own.
  if column.isRightAligned { whole = text + mark } else { mark = 0 }
  // Sentences of any length read best on lines of this one.
  if column.isProse { whole = min(whole, 100) }
  return PlacedColumn(
    position: position, width: max(whole, header + mark), markWidth: mark,
    narrowest: column.isText ? min(max(whole, header), 4) : whole, isText: column.isText)
}

extension PlacedColumn {
  fileprivate func limited(to limit: Int) -> PlacedColumn {
    var column = self
    column.width = max(min(width, limit), narrowest)
    return column
  }
}

/// The widest that texts may be for everything to fit; nil when even the narrowest do not.
private func largestLimit(_ columns: [PlacedColumn], width: Int, from readable: Int) -> Int? {
  func fits(_ limit: Int) -> Bool {
    total(columns.map { $0.isText ? $0.limited(to: limit) : $0 }) <= width
  }
  guard readable <= width, fits(readable) else { return nil }
  var good = readable
  var bad = width + 1
  while bad - good > 1 {
    let middle = good + (bad - good) / 2
    if fits(middle) { good = middle } else { bad = middle }
  }
  return good
}

/// The first dimensions, as many as leave half of the page to the others; cut where even one is too wide.
private func repeatedColumns(
  _ columns: inout [PlacedColumn], _ presentation: Presentation, width: Int
) -> [PlacedColumn] {
  guard let first = columns.first, columns.count > 1, presentation.columns[first.position].isDimension else {
    return []
  }
  columns[0] = first.limited(to: width / 2)
  var count = 1
  while count + 1 < columns.count, presentation.columns[columns[count].position].isDimension,
    total(Array(columns[...count])) <= width / 2
  {
    count += 1
  }
  // A group that is named in part is told from the others; one that is not named is not.
  if count + 1 < columns.count, presentation.columns[columns[count].position].isDimension,
    presentation.columns[columns[count].position].isText
  {
    let room = width / 2 - total(Array(columns[..<count])) - 2
    if room >= 8 {
      columns[count] = columns[count].limited(to: room)
      count += 1
    }
  }
  return Array(columns[..<count])
}

/// Runs of columns of the same item.
private func groups(of columns: ArraySlice<PlacedColumn>, _ presentation: Presentation) -> [[PlacedColumn]] {
  var groups: [[PlacedColumn]] = []
  for column in columns {
    let item = presentation.columns[column.position].item
    if let last = groups.last?.last, presentation.columns[last.position].item == item {
      groups[groups.count - 1].append(column)
    } else {
      groups.append([column])
    }
  }
  return groups
}
