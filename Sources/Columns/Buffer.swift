/// A fixed run of values of one type in memory of its own, filled once by whoever makes it and never changed after.
///
/// - Important: The initialiser's closure must fill every element.
/// - Note: Public, because the compiler makes loops over `Buffer<Int64>` of other modules' own only from what is public:
///   as `package` each element would cost a call of the unspecialised getter.
public final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// How many values there are.
  public let count: Int
  @usableFromInline let memory: UnsafeMutablePointer<Element>
  /// What keeps memory alive that is not this object's own, such as a mapped file.
  @usableFromInline let owner: AnyObject?

  /// Memory for `count` values, filled by `fill`.
  @inlinable public init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows {
    self.count = count
    owner = nil
    memory = .allocate(capacity: max(count, 1))
    try fill(UnsafeMutableBufferPointer(start: memory, count: count))
  }

  /// Takes over filled memory for `count` values (at least one) that came from `malloc` or `allocate`.
  @inlinable public init(adopting memory: UnsafeMutablePointer<Element>, count: Int) {
    self.count = count
    self.memory = memory
    owner = nil
  }

  /// Values in memory that somebody else keeps alive, and that nobody changes.
  @inlinable package init(borrowing memory: UnsafePointer<Element>, count: Int, from owner: AnyObject) {
    self.count = count
    self.memory = UnsafeMutablePointer(mutating: memory)
    self.owner = owner
  }

  /// The same value several times.
  @inlinable public convenience init(repeating value: Element, count: Int) {
    self.init(count: count) { $0.update(repeating: value) }
  }

  /// The values of an array.
  @inlinable public convenience init(_ values: [Element]) {
    self.init(count: values.count) { memory in
      values.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { memory.baseAddress?.update(from: base, count: source.count) }
      }
    }
  }

  deinit { if owner == nil { memory.deallocate() } }

  /// One value.
  @inlinable public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count)
    return memory[index]
  }

  /// Where the values begin, for a loop that keeps to `count` by itself; valid while the buffer lives.
  @inlinable public var start: UnsafePointer<Element> { UnsafePointer(memory) }

  /// The values, for a loop; valid while the buffer lives.
  @inlinable public var values: UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: memory, count: count)
  }
}
