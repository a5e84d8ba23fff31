import Diagnostics

/// A text in which names of people have become `[name]`, where something gives them away.
func maskedNames(_ text: String) -> String {
  let words = text.split(separator: " ", omittingEmptySubsequences: false).map { NameWord(String($0)) }
  // Where everything is in capitals, they say nothing.
  let capitals = words.count { $0.isCapital && $0.core.count > 1 && $0.core.allSatisfy { !$0.isLowercase } }
  let isShouting = capitals * 2 > words.count { $0.core.contains(where: \.isLetter) }
  var result: [String] = []
  var position = 0
  while position < words.count {
    if let start = nameStart(words, position, isShouting), start < words.count {
      result += words[position..<start].map(\.written)
      let end = nameEnd(words, start, isShouting)
      result.append(words[start].opening + "[name]" + words[start].possessive + words[end - 1].closing)
      position = end
    } else {
      result.append(words[position].written)
      position += 1
    }
  }
  return result.joined(separator: " ")
}

/// A word between blanks, without the signs around it.
private struct NameWord {
  let written: String
  let opening: String
  let core: String
  let closing: String
  let folded: String

  init(_ written: String) {
    self.written = written
    opening = String(written.prefix { !$0.isLetter && !$0.isNumber && $0 != "[" })
    let rest = written.dropFirst(opening.count)
    let tail = rest.reversed().prefix { !$0.isLetter && !$0.isNumber && $0 != "]" }.count
    core = String(rest.dropLast(tail))
    closing = String(rest.suffix(tail))
    folded = fold(core)
  }

  var isCapital: Bool { core.first?.isUppercase == true }
  /// A full stop or comma behind the word ends the name.
  var isLast: Bool { !closing.isEmpty && closing != "." || closing == "." && core.count > 2 }
  var possessive: String { core.hasSuffix("'s") || core.hasSuffix("’s") ? "'s" : "" }
  var firstName: String {
    possessive.isEmpty ? folded : fold(String(core.dropLast(2)))
  }
}

/// Where a name begins whose clue stands at a position; nil where there is no clue.
private func nameStart(_ words: [NameWord], _ position: Int, _ isShouting: Bool) -> Int? {
  let word = words[position]
  guard !word.core.isEmpty else { return nil }
  func isName(_ index: Int) -> Bool {
    guard index < words.count else { return false }
    let next = words[index]
    return next.isCapital && next.core.contains(where: \.isLetter) && !noNames.contains(next.folded)
      && (!isShouting || firstNames.contains(next.firstName) || index == words.count - 1)
  }
  if titles.contains(word.folded),
    word.isCapital || ["don", "dona", "senor", "senora", "madame", "monsieur"].contains(word.folded),
    isName(position + 1), word.closing.isEmpty || word.closing == "."
  {
    return position + 1
  }
  if word.isCapital, firstNames.contains(word.firstName) { return position }
  for clue in clues where clue.count <= position + 1 {
    let begin = position + 1 - clue.count
    let fits = clue.indices.allSatisfy { words[begin + $0].folded == clue[$0] }
    let isUnbroken = words[begin..<position].allSatisfy { $0.closing.isEmpty }
    if fits, isUnbroken, isName(position + 1), word.closing.isEmpty || [",", ":"].contains(word.closing) {
      return position + 1
    }
  }
  // A farewell, and then the last one to three words of the text.
  if farewells.contains(word.folded), words.count - position - 1 <= 4, isName(position + 1) {
    return position + 1
  }
  return nil
}

/// The end of a name that begins at a position: capitalised words, with `de la` and the like between them.
private func nameEnd(_ words: [NameWord], _ start: Int, _ isShouting: Bool) -> Int {
  var end = start + 1
  while end < words.count, end - start < 6, !words[end - 1].isLast, words[start].possessive.isEmpty {
    let word = words[end]
    if !isShouting, word.isCapital, word.core.contains(where: \.isLetter), !noNames.contains(word.folded) {
      end += 1
    } else if !isShouting, particles.contains(word.folded), end + 1 < words.count,
      words[end + 1].isCapital || particles.contains(words[end + 1].folded), word.closing.isEmpty
    {
      end += 1
    } else {
      break
    }
  }
  // A particle is no end.
  while end > start + 1, particles.contains(words[end - 1].folded) { end -= 1 }
  return end
}

private func list(_ text: String) -> Set<String> {
  Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
}

private let titles = list(
  "mr mrs ms miss dr prof sr sra srta don dona d dna senor senora senorita mme mlle monsieur madame")
private let particles = list("de la las los del van von der den di da dos y e le")
private let farewells = list(
  "regards sincerely thanks thankyou saludos atentamente gracias cordialmente cordialement merci salutations firmado signed"
)

private let clues: [[String]] = [
  ["my", "name", "is"], ["name", "is"], ["name"], ["named"], ["called", "me"], ["spoke", "with"],
  ["spoke", "to"],
  ["talked", "to"], ["talked", "with"], ["dear"], ["me", "llamo"], ["mi", "nombre", "es"], ["nombre"],
  ["se", "llama"], ["hable", "con"], ["atendio"], ["estimado"], ["estimada"], ["querido"], ["querida"],
  ["je", "mappelle"], ["mon", "nom", "est"], ["cher"], ["chere"], ["named"],
]

/// Words that are often written with a capital and are nobody's name.
private let noNames = list(
  """
  i the a an my your our his her it its we they he she this that these those there no not yes and or but so if when
  el la los las un una mi tu su es son y o pero si cuando no ya yo que como por para con en
  le les je il elle nous vous ils mais et ou si quand customer service support team sir madam client manager
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
  september october november december lunes martes miercoles jueves viernes sabado domingo
  """)

/// Common first names, in English, Spanish and French; those that are also everyday words are left out.
private let firstNames = list(
  """
  aaron adam adrian agnes aisha alan albert alberto alejandra alejandro alex alexander alexandra alfonso alfredo alice
  alicia allison amanda amelia amelie amy ana andre andrea andreas andres andrew angela angelica ann anna anne annie
  anthony antoine antonia antonio ariana arthur arturo ashley aurelie barbara beatriz benjamin bernard beth betty
  brandon brenda brian bruno camille camila carl carla carlos carlota carmen carol caroline catalina catherine cecilia
  celine charles charlotte chloe chris christian christina christine christophe christopher claire clara claude
  claudia claudine concepcion cristian cristina cynthia damien daniel daniela danielle david deborah denis dennis diana
  diane diego dominique donald donna dorothy douglas edgar eduardo edward elena elisa elizabeth emilie emilia emilio
  emily emma enrique eric erica ernesto esteban esther eugene eva evelyn fabien fabiola federico felipe fernanda
  fernando florence francesco francisco francois francoise frank franck gabriel gabriela gary george gerard gerardo
  gilles gloria gonzalo gregory guillaume guillermo gustavo hannah harold heather hector helen helene henri henry
  hugo ignacio ines irene isabel isabelle isabella ivan jackson jacob jacqueline jacques jaime james jane janet janice
  jason javier jean jeanne jeffrey jennifer jeremy jerome jerry jesus jessica joan joanna joaquin joel john johnny
  jonathan jorge jose josefa joseph josephine joshua joyce juan juana judith julia julian juliana julie julien juliette
  justin karen katherine kathleen keith kelly kenneth kevin kimberly larry laura lauren laurent leo leonardo leonor
  leticia lisa lorena louis louise lourdes luca lucas lucia lucie lucy luis luisa madison manon manuel manuela marc
  marcel marco marcos margaret margarita maria mariana marie marina mario marta martha martin martina mary mateo
  mathieu matthew maurice mauricio melissa michael michel michele michelle miguel miriam monica monique nadia nancy
  natalia nathalie nathan nicholas nicola nicolas nicole noemi nora nuria olga oliver olivia olivier oscar pablo
  pamela paola pascal patricia patrick patrizia paul paula pauline pedro peter philip philippe pierre pilar rachel
  rafael ramon raquel raul raymond rebeca rebecca ricardo richard robert roberto rocio rodrigo roger roland ronald
  rosario ruben russell ruth ryan salvador samantha samuel sandra santiago sara sarah scott sean sebastian sergio
  sharon shirley silvia simon simone sofia sonia sophie stephanie stephane stephen steven susan susana sylvie teresa
  theresa thierry thomas timothy tomas valentin valentina valerie vanessa veronica veronique vicente victoria vincent
  virginia virginie walter wendy william xavier yolanda yves zoe
  """)
