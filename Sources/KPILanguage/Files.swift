import Glibc

/// The bytes of a small file, such as a script; nil if it cannot be read.
func readWholeFile(_ path: String) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &piece, piece.count)
    if count < 0 { return nil }
    if count == 0 { return bytes }
    bytes.append(contentsOf: piece[0..<count])
  }
}
