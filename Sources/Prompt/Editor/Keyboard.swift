import Glibc
import Synchronization

/// What comes from the terminal while the user edits.
enum KeyboardEvent: Equatable {
  case character(Unicode.Scalar)
  /// A signal that the editor has to answer: SIGINT, SIGWINCH, SIGTSTP or SIGCONT.
  case signal(Int32)
  case endOfInput
}

/// Characters typed at the terminal, decoded from UTF-8, and signals, in the order they come.
struct Keyboard {
  private var bytes: [UInt8] = []
  private var position = 0

  /// True when the next character is here already.
  var hasInput: Bool { position < bytes.count || isReadable(within: 0) }

  /// True when the next character comes soon, as within an escape sequence.
  func hasInput(within milliseconds: Int32) -> Bool {
    position < bytes.count || isReadable(within: milliseconds)
  }

  /// Waits for what comes next. Bytes that are not UTF-8 are skipped.
  mutating func next() -> KeyboardEvent {
    while true {
      if let scalar = decode() { return .character(scalar) }
      var requests = [
        pollfd(fd: Signals.editorInput.load(ordering: .relaxed), events: Int16(POLLIN), revents: 0),
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&requests, 2, -1) >= 0 || errno == EINTR else { return .endOfInput }
      if requests[0].revents != 0 {
        var number: UInt8 = 0
        if read(requests[0].fd, &number, 1) == 1 { return .signal(Int32(number)) }
      }
      if requests[1].revents != 0 {
        var block = [UInt8](repeating: 0, count: 4096)
        let count = read(0, &block, block.count)
        if count > 0 {
          bytes = Array(bytes[position...]) + block[..<count]
          position = 0
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
          return .endOfInput
        }
      }
    }
  }

  /// Characters that stand in the buffer; nil when the last one is not whole yet.
  private mutating func decode() -> Unicode.Scalar? {
    while position < bytes.count {
      let first = bytes[position]
      let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0
      if length == 0 {
        position += 1
        continue
      }
      let end = position + length
      let tail = bytes[position..<min(end, bytes.count)].dropFirst()
      if let stray = tail.firstIndex(where: { $0 & 0xC0 != 0x80 }) {
        position = stray
        continue
      }
      if end > bytes.count { return nil }
      let text = String(decoding: bytes[position..<end], as: UTF8.self)
      position = end
      if let scalar = text.unicodeScalars.first, scalar != "\u{FFFD}" { return scalar }
    }
    return nil
  }

  private func isReadable(within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }
}
