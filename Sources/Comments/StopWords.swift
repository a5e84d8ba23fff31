/// Words that say nothing about what a text is about, and everything about its language.
enum StopWords {
  /// The languages whose stop word a folded word is, one bit each.
  static func bits(_ word: String) -> UInt8 { byWord[word] ?? 0 }

  /// Words that turn what follows around: never a term by themselves, but part of a pair.
  static let negations: Set<String> = words(
    """
    no not never nor dont doesnt didnt cant cannot couldnt wont wouldnt isnt arent wasnt werent havent hasnt hadnt
    shouldnt without nunca ni sin tampoco jamas pas jamais sans
    """)

  private static let byWord: [String: UInt8] = {
    var bits: [String: UInt8] = [:]
    for (language, list) in [(TextLanguage.english, english), (.spanish, spanish), (.french, french)] {
      for word in words(list) { bits[word, default: 0] |= language.bit }
    }
    return bits
  }()

  private static func words(_ list: String) -> Set<String> {
    Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  private static let english = """
    a about above after again against all also am an and any are arent as at be because been before being below
    between both but by can cannot cant could couldnt did didnt do does doesnt doing dont down during each even ever
    every few for from further get gets getting go going got had hadnt has hasnt have havent having he her
    here heres hers herself him himself his how hows i if im in into is isnt it its itself ive just lets
    like made make many may me might more most much must my myself never no nor not now of off on once one only or
    other others our ours ourselves out over own really s said same shall she should shouldnt since
    so some such t than that thats the their theirs them themselves then there theres these they theyd theyll theyre
    theyve this those though through to too under until up upon us very via was wasnt we well were werent weve
    what whats when whens where wheres which while who whom whos why whys will with within without wont would
    wouldnt yet you youd youll your youre yours yourself yourselves youve
    """

  private static let spanish = """
    a al algo algun alguna algunas alguno algunos ante antes aquel aquella aquellas aquello aquellos aqui asi aun
    aunque cada casi como con contra cosa cual cuales cualquier cuando cuanto cuya cuyo de del desde donde dos durante
    e el ella ellas ello ellos en entre era erais eramos eran eras eres es esa esas ese eso esos esta estaba estaban
    estado estais estamos estan estar estara estas este esto estos estoy estuve estuvo fue fueron fui fuimos fuera
    ha habeis haber habia habian habra hace hacen hacer hago han hasta hay haya he hemos hice hizo hubo incluso ir
    jamas la las le les lo los luego mas me mi mia mias mientras mio mios mis misma mismas mismo mismos mucha muchas
    mucho muchos muy nada ni ningun ninguna ninguno no nos nosotras nosotros nuestra nuestras nuestro nuestros nunca
    o os otra otras otro otros para pero poca pocas poco pocos por porque pues que quien quienes se sea sean segun
    ser sera si sido siempre sin sino sobre sois solo somos son soy su sus suya suyas suyo suyos tal tambien tampoco
    tan tanta tantas tanto tantos te tendra tener tengo ti tiene tienen toda todas todavia todo todos tras tu tus
    tuve tuvo tuya tuyo un una unas uno unos usted ustedes va vamos van vosotras vosotros voy vuestra vuestro y ya yo
    """

  private static let french = """
    a ai aie ainsi alors apres as assez au aucun aucune aujourdhui aussi autre autres aux avait avant avec avez
    avoir avons beaucoup bien car ce cela celle celles celui ces cest cet cette ceux chaque chez comme comment dans
    de depuis des donc dont du elle elles en encore entre es est et etaient etais etait etant ete etes etre eu eux
    faire fait faut font il ils jai jamais je la le les leur leurs lors lorsque lui ma mais me meme memes mes mon
    nai ne nest ni non nos notre nous on ont ou par parce pas peu peut peux plus pour pourquoi quand que quel quelle
    quelles quels qui quil quils quoi rien sa sans se sera serait ses si sinon soit son sont sous suis sur ta tant te
    tes toi ton toujours tous tout toute toutes tres trop tu un une va vais vers voir vos votre vous y
    """
}
