/// The text with the differences of letter case taken away, by Unicode's simple case folding: one character stays one.
///
/// `STRASSE` and `straße` stay different, `ΣΊΣΥΦΟΣ` and `σίσυφος` become equal.
package func caseFolded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
  var isPlain = true
  for byte in text where byte >= 0x80 {
    isPlain = false
    break
  }
  if isPlain {
    return [UInt8](unsafeUninitializedCapacity: text.count) { output, count in
      for index in 0..<text.count {
        let byte = text[index]
        output[index] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      }
      count = text.count
    }
  }
  var folded: [UInt8] = []
  folded.reserveCapacity(text.count)
  for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
    folded.append(contentsOf: String(caseFolded(scalar)).utf8)
  }
  return folded
}

package func caseFolded(_ text: String) -> [UInt8] {
  var text = text
  return text.withUTF8 { caseFolded($0) }
}

private func caseFolded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  if scalar.isASCII {
    return scalar.value >= 0x41 && scalar.value <= 0x5A ? Unicode.Scalar(scalar.value | 0x20)! : scalar
  }
  // The dotless i folds to itself; only Turkish would make it an i.
  if scalar.value == 0x131 { return scalar }
  // Upper case first, because several letters may share one: final and inner sigma, long and round s.
  let upper = single(scalar.properties.uppercaseMapping) ?? scalar
  return single(upper.properties.lowercaseMapping) ?? upper
}

private func single(_ text: String) -> Unicode.Scalar? {
  let scalars = text.unicodeScalars
  guard let first = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex else {
    return nil
  }
  return first
}

/// How the language orders texts: by their letters without case, then by their bytes.
package func isTextBefore(_ left: String, _ right: String) -> Bool {
  let leftFolded = caseFolded(left)
  let rightFolded = caseFolded(right)
  if leftFolded != rightFolded { return leftFolded.lexicographicallyPrecedes(rightFolded) }
  return left.utf8.lexicographicallyPrecedes(right.utf8)
}
