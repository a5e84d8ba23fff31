package import Columns
package import Diagnostics
package func expandGlob(_ p: String, directory: String) -> [String] { [] }
extension Dataset {
  package static func open(bytes: UnsafeBufferPointer<UInt8>, name: String, work: Work) throws -> Dataset { try open(paths: [name], options: ReadingOptions(), work: work) }
  package func readingAsText(_ c: Set<String>, work: Work) throws -> Dataset { self }
}
