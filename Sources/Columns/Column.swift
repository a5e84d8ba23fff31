/// The values of one column for all rows of a table: complete and never changed.
package struct Column: Sendable {
  package let type: DataType
  package let storage: Storage
  /// What was computed from the values once; copies of the column share it.
  package let memory = ColumnMemory()

  package enum Storage: Sendable {
    /// A small number for each row, and what each number means. Entry 0 of the domain is always unknown; no other
    /// entry is, and no two are equal.
    case coded(Codes, domain: Vector)
    /// One value for each row. Texts are never plain: without a smaller domain their codes count the rows.
    case plain(Vector)
  }

  package init(type: DataType, storage: Storage) {
    self.type = type
    self.storage = storage
  }

  package var count: Int {
    switch storage {
    case .coded(let codes, _): codes.count
    case .plain(let vector): vector.count
    }
  }

  package func value(at row: Int) -> Value {
    switch storage {
    case .coded(let codes, let domain): domain.value(at: codes[row], as: type)
    case .plain(let vector): vector.value(at: row, as: type)
    }
  }
}

/// One code for each row, as narrow as the domain allows; 0 is unknown.
package enum Codes: Sendable {
  case narrow(Buffer<UInt8>)
  case medium(Buffer<UInt16>)
  case wide(Buffer<UInt32>)

  package var count: Int {
    switch self {
    case .narrow(let buffer): buffer.count
    case .medium(let buffer): buffer.count
    case .wide(let buffer): buffer.count
    }
  }

  package subscript(row: Int) -> Int {
    switch self {
    case .narrow(let buffer): Int(buffer[row])
    case .medium(let buffer): Int(buffer[row])
    case .wide(let buffer): Int(buffer[row])
    }
  }
}

/// Some columns of a table, all rows of them.
package struct Table: Sendable {
  package let name: String
  package let rowCount: Int
  /// By the exact name of the column.
  package let columns: [String: Column]

  package init(name: String, rowCount: Int, columns: [String: Column]) {
    self.name = name
    self.rowCount = rowCount
    self.columns = columns
  }
}
