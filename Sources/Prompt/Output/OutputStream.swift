import Glibc

/// Standard output or standard error: text goes out at once and whole.
package struct OutputStream: Sendable {
  package let descriptor: Int32

  package static let standardOutput = OutputStream(descriptor: 1)
  package static let standardError = OutputStream(descriptor: 2)

  package var isTerminal: Bool { isatty(descriptor) == 1 }

  package func write(_ text: String) throws(OutputFailure) {
    var text = text
    let failure = text.withUTF8 { bytes in writeAll(UnsafeRawBufferPointer(bytes), to: descriptor) }
    if let failure { throw failure == EPIPE ? .closedPipe : .failed(failure) }
  }
}

/// Why output did not arrive.
package enum OutputFailure: Error {
  /// The reader has gone (`| head`): nothing to complain about.
  case closedPipe
  /// The system's error number, such as that of a full disk.
  case failed(Int32)
}

/// The system's words for an error number.
package func systemMessage(_ number: Int32) -> String {
  String(cString: strerror(number))
}

/// Writes all bytes to a descriptor.
///
/// - Returns: nil, or the system's error number.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
  var written = 0
  while written < bytes.count {
    let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
    if count >= 0 {
      written += count
    } else if errno == EAGAIN {
      // A terminal or pipe that another program made non-blocking.
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&request, 1, 1000)
    } else if errno != EINTR {
      return errno
    }
  }
  return nil
}
