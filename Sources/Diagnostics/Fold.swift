/// A name without case, accents, punctuation and spaces: `Fecha de Creación` → `fechadecreacion`.
///
/// Two names that fold to the same text are the same name to the user.
package func fold(_ name: String) -> String {
  var folded: [UInt8] = []
  folded.reserveCapacity(name.utf8.count)
  var isPlain = true
  for byte in name.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): folded.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): folded.append(byte | 0x20)
    case 0x80...: isPlain = false
    default: break
    }
    if !isPlain { break }
  }
  return isPlain ? String(decoding: folded, as: UTF8.self) : foldWide(name)
}

/// Folds a name with letters outside ASCII.
private func foldWide(_ name: String) -> String {
  var folded = ""
  for scalar in name.unicodeScalars {
    for lower in scalar.properties.lowercaseMapping.unicodeScalars {
      if let plain = plainLetters[lower] {
        folded += plain
        continue
      }
      switch lower.properties.generalCategory {
      case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber,
        .letterNumber, .otherNumber, .spacingMark:
        folded.unicodeScalars.append(lower)
      default:
        // Marks that combine, punctuation, signs and space tell names apart only in writing.
        break
      }
    }
  }
  return folded
}

/// The letter or letters without accent, for each Latin, Greek and Cyrillic letter that has one.
private let plainLetters: [Unicode.Scalar: String] = {
  var letters: [Unicode.Scalar: String] = [:]
  for (plain, accented) in accentedLetters {
    for scalar in accented.unicodeScalars { letters[scalar] = plain }
  }
  return letters
}()

private let accentedLetters: [(plain: String, accented: String)] = [
  ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
  ("ae", "æǽǣ"),
  ("aʾ", "ẚ"),
  ("b", "ḃḅḇ"),
  ("c", "çćĉċčḉ"),
  ("d", "ďḋḍḏḑḓđð"),
  ("dz", "ǆǳ"),
  ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
  ("f", "ḟ"),
  ("g", "ĝğġģǧǵḡ"),
  ("h", "ĥȟḣḥḧḩḫẖħ"),
  ("i", "ìíîïĩīĭįǐȉȋḭḯỉịı"),
  ("ij", "ĳ"),
  ("j", "ĵǰ"),
  ("k", "ķǩḱḳḵ"),
  ("l", "ĺļľḷḹḻḽł"),
  ("lj", "ǉ"),
  ("m", "ḿṁṃ"),
  ("n", "ñńņňǹṅṇṉṋ"),
  ("nj", "ǌ"),
  ("o", "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ"),
  ("oe", "œ"),
  ("p", "ṕṗ"),
  ("r", "ŕŗřȑȓṙṛṝṟ"),
  ("s", "śŝşšſșṡṣṥṧṩẛ"),
  ("ss", "ß"),
  ("t", "ţťțṫṭṯṱẗŧ"),
  ("th", "þ"),
  ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
  ("v", "ṽṿ"),
  ("w", "ŵẁẃẅẇẉẘ"),
  ("x", "ẋẍ"),
  ("y", "ýÿŷȳẏẙỳỵỷỹ"),
  ("z", "źżžẑẓẕ"),
  ("ʒ", "ǯ"),
  ("ʹ", "ʹ"),
  ("ʼn", "ŉ"),
  ("α", "άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"),
  ("β", "ϐ"),
  ("ε", "έϵἐἑἒἓἔἕὲέ"),
  ("η", "ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"),
  ("θ", "ϑ"),
  ("ι", "ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ"),
  ("κ", "ϰ"),
  ("ο", "όὀὁὂὃὄὅὸό"),
  ("π", "ϖ"),
  ("ρ", "ϱῤῥ"),
  ("ς", "ϲ"),
  ("υ", "ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ"),
  ("φ", "ϕ"),
  ("ω", "ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"),
  ("а", "ӑӓ"),
  ("г", "ѓ"),
  ("е", "ѐёӗ"),
  ("ж", "ӂӝ"),
  ("з", "ӟ"),
  ("и", "йѝӣӥ"),
  ("к", "ќ"),
  ("о", "ӧ"),
  ("у", "ўӯӱӳ"),
  ("ч", "ӵ"),
  ("ы", "ӹ"),
  ("э", "ӭ"),
  ("і", "ї"),
  ("ѵ", "ѷ"),
  ("ә", "ӛ"),
  ("ө", "ӫ"),
]
