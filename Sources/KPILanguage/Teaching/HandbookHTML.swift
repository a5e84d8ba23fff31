import Rendering

/// The handbook as one page that needs nothing beside it: both languages, search, light and dark, paper.
func handbookPage(_ languages: [HandbookLanguage]) -> String {
  let first = languages.first?.phrases
  return """
    <!DOCTYPE html>
    <!-- handbook written by kpi docs -->
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(first?.handbookTitle ?? ""))</title>
    <style>\(handbookStyle)</style>
    </head>
    <body>
    \(languages.map { $0.html }.joined(separator: "\n"))
    <script>\(handbookScript)</script>
    </body>
    </html>

    """
}

extension HandbookLanguage {
  private var code: String { phrases.language.rawValue }

  private func anchor(_ name: String) -> String {
    "\(code)-" + name.map { $0.isLetter || $0.isNumber || $0 == "_" ? String($0) : "-" }.joined()
  }

  fileprivate var html: String {
    """
    <div class="handbook" lang="\(code)" id="\(code)">
    <header>
    <h1>\(escaped(phrases.handbookTitle))</h1>
    <p>\(escaped(phrases.handbookIntroduction))</p>
    <div class="tools"><input type="search" placeholder="\(escaped(phrases.search))" aria-label="\(escaped(phrases.search))">
    <span class="languages">\(SpokenLanguage.allCases.map { "<a href=\"#\($0.rawValue)\" hreflang=\"\($0.rawValue)\">\($0.name)</a>" }.joined(separator: " · "))</span></div>
    </header>
    <div class="columns">
    <nav aria-label="\(escaped(phrases.contents))">\(contents)</nav>
    <main>
    <p class="nothing" hidden>\(escaped(phrases.nothingFound()))</p>
    \(areas.map(section).joined())\(exampleSection)
    </main>
    </div>
    </div>
    """
  }

  private var contents: String {
    areas.map { area in
      "<details open><summary>\(escaped(area.title))</summary><ul>"
        + area.entries.map { entry in
          "<li data-for=\"\(anchor(entry.name))\"><a href=\"#\(anchor(entry.name))\">\(escaped(entry.name))</a></li>"
        }.joined() + "</ul></details>"
    }.joined() + "<p><a href=\"#\(code)-tables-of-examples\">\(escaped(phrases.exampleTables))</a></p>"
  }

  private func section(_ area: Area) -> String {
    "<section><h2>\(escaped(area.title))</h2>\n" + area.entries.map(article).joined() + "</section>\n"
  }

  private func article(_ entry: Entry) -> String {
    let words = [entry.name, entry.title ?? ""] + entry.aliases
    var text =
      "<article id=\"\(anchor(entry.name))\" data-words=\"\(escaped(words.joined(separator: " ").lowercased()))\">\n"
      + "<h3><code>\(escaped(entry.name))</code> <small>\(escaped(entry.title ?? ""))</small></h3>\n"
    if !entry.aliases.isEmpty {
      text +=
        "<p class=\"aka\">\(escaped(phrases.otherNames)): \(escaped(entry.aliases.joined(separator: ", ")))</p>\n"
    }
    text += "<div class=\"formula\" role=\"math\">\(entry.formula)</div>\n" + entry.lesson.html()
    if !entry.questions.isEmpty {
      text += "<h5>\(escaped(phrases.questionsHeading))</h5>\n<ol>"
      for question in entry.questions {
        text +=
          "<li>\(inline(question.text))<details class=\"answer\"><summary>\(escaped(phrases.showAnswer))</summary>"
          + "<p><strong>\(escaped(question.shownAnswer(phrases)))</strong> <code>\(escaped(question.statement))</code></p></details></li>"
      }
      text += "</ol>\n"
    }
    var series = Page()
    series.blocks = entry.series
    text += series.html()
    if !entry.usedBy.isEmpty { text += "<p>\(escaped(phrases.usedBy)): \(links(entry.usedBy))</p>\n" }
    if !entry.next.isEmpty { text += "<p>\(escaped(phrases.readNext)): \(links(entry.next))</p>\n" }
    return text + "</article>\n"
  }

  private func links(_ names: [String]) -> String {
    names.map { "<a href=\"#\(anchor($0))\"><code>\(escaped($0))</code></a>" }.joined(separator: ", ")
  }

  private var exampleSection: String {
    var page = Page()
    page.add(.paragraph(phrases.exampleTablesIntroduction))
    for table in tables {
      page.add(.heading(table.name))
      page.add(.cells(table.cells))
    }
    return
      "<section id=\"\(code)-tables-of-examples\" class=\"examples\"><h2>\(escaped(phrases.exampleTables))</h2>\n\(page.html())</section>"
  }
}

private let handbookStyle = """
  :root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1d2430; --quiet: #5c6675; --line: #d9dde3;
    --shade: #f1f3f6; --accent: #0b5cad; }
  @media (prefers-color-scheme: dark) { :root { --paper: #14181e; --ink: #e4e8ee; --quiet: #9aa6b5;
    --line: #333c48; --shade: #1e252e; --accent: #7db8ff; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
  .handbook[hidden] { display: none; }
  header { padding: 1.5rem 1.25rem 1rem; border-bottom: 1px solid var(--line); }
  h1 { margin: 0 0 .25rem; font-size: 1.7rem; }
  header p { margin: 0 0 1rem; color: var(--quiet); max-width: 46rem; }
  .tools { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; }
  input[type=search] { flex: 1 1 16rem; max-width: 28rem; padding: .55rem .75rem; font: inherit; color: inherit;
    background: var(--shade); border: 1px solid var(--line); border-radius: .5rem; }
  input[type=search]:focus, a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); }
  a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
  .columns { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 0 2rem; max-width: 76rem; }
  nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; padding: 1rem 0 2rem 1.25rem; font-size: .92rem; }
  nav ul { list-style: none; margin: 0 0 .75rem; padding: 0 0 0 .75rem; }
  nav a { display: block; padding: .1rem 0; text-decoration: none; overflow-wrap: anywhere; }
  nav summary { cursor: pointer; font-weight: 600; color: var(--quiet); }
  main { padding: 0 1.25rem 4rem; min-width: 0; }
  h2 { margin: 2.5rem 0 .5rem; font-size: 1.4rem; }
  article { padding: 1.25rem 0 1rem; border-top: 1px solid var(--line); scroll-margin-top: .5rem; }
  h3 { margin: 0 0 .5rem; font-size: 1.25rem; }
  h3 small { font-weight: 400; color: var(--quiet); font-size: 1rem; }
  h4 { margin: 1.5rem 0 .4rem; font-size: 1.05rem; }
  h5 { margin: 1.25rem 0 .3rem; font-size: .95rem; letter-spacing: .01em; color: var(--quiet); }
  p, ul, ol { margin: .4rem 0; max-width: 46rem; }
  .aka, .note { color: var(--quiet); font-size: .92rem; }
  code, pre, math .name { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  code { font-size: .9em; background: var(--shade); padding: .05em .3em; border-radius: .25rem; overflow-wrap: anywhere; }
  pre { background: var(--shade); padding: .75rem 1rem; border-radius: .5rem; overflow-x: auto; font-size: .88rem; line-height: 1.45; }
  pre code { background: none; padding: 0; font-size: inherit; overflow-wrap: normal; }
  .formula { margin: .75rem 0; padding: .9rem 1rem; overflow-x: auto; border-left: 3px solid var(--accent); background: var(--shade); }
  math { font-size: 1.08rem; } math .name { font-size: .9em; }
  .wide { overflow-x: auto; max-width: 100%; }
  table { border-collapse: collapse; font-size: .88rem; margin: .4rem 0; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
  th { color: var(--quiet); font-weight: 600; }
  .figures td { border: 0; white-space: normal; vertical-align: top; }
  .figures td:first-child { text-align: right; white-space: nowrap; }
  .answer summary { cursor: pointer; color: var(--accent); font-size: .92rem; }
  .answer p { margin: .2rem 0 .6rem; }
  @media (max-width: 52rem) {
    .columns { display: block; }
    nav { position: static; max-height: none; padding: .75rem 1.25rem 0; }
    nav ul { columns: 2; } h1 { font-size: 1.4rem; }
  }
  @media print {
    nav, .tools, .answer summary { display: none; } .columns { display: block; } body { font-size: 11pt; }
    article { break-inside: auto; } h3, h4, h5 { break-after: avoid; } pre, table, .formula { break-inside: avoid; }
    a { color: inherit; text-decoration: none; }
  }
  """

private let handbookScript = """
  (function () {
    "use strict";
    var books = Array.prototype.slice.call(document.querySelectorAll(".handbook"));
    function plain(text) { return text.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f]/g, ""); }
    function show(language) {
      var known = books.some(function (book) { return book.lang === language; });
      books.forEach(function (book) { book.hidden = book.lang !== (known ? language : "en"); });
      document.documentElement.lang = known ? language : "en";
      try { localStorage.setItem("language", language); } catch (error) { return; }
    }
    function fromAddress() {
      var id = decodeURIComponent(location.hash.slice(1));
      var language = id.slice(0, 2);
      if (id === language || id.charAt(2) === "-") {
        if (books.some(function (book) { return book.lang === language; })) {
          show(language);
          var place = document.getElementById(id);
          if (place) { place.scrollIntoView(); }
          return true;
        }
      }
      return false;
    }
    books.forEach(function (book) {
      var articles = Array.prototype.slice.call(book.querySelectorAll("article"));
      var texts = articles.map(function (article) { return plain(article.dataset.words + " " + article.textContent); });
      var names = articles.map(function (article) { return plain(article.dataset.words); });
      var sections = Array.prototype.slice.call(book.querySelectorAll("main > section"));
      book.querySelector("input").addEventListener("input", function () {
        var words = plain(this.value).split(/\\s+/).filter(Boolean);
        function fits(text) { return words.every(function (word) { return text.indexOf(word) >= 0; }); }
        // Names come first: the text is searched only where no name fits.
        var byName = names.map(fits);
        var searched = byName.indexOf(true) >= 0 ? byName : texts.map(fits);
        articles.forEach(function (article, position) {
          article.hidden = !searched[position];
          book.querySelector("li[data-for='" + article.id + "']").hidden = !searched[position];
        });
        sections.forEach(function (section) {
          section.hidden = words.length > 0 && !section.querySelector("article:not([hidden])");
        });
        Array.prototype.forEach.call(book.querySelectorAll("nav details"), function (area) {
          area.hidden = !area.querySelector("li:not([hidden])");
        });
        book.querySelector(".nothing").hidden = searched.indexOf(true) >= 0;
      });
    });
    var answers = document.querySelectorAll("details.answer");
    window.addEventListener("beforeprint", function () { answers.forEach(function (answer) { answer.open = true; }); });
    window.addEventListener("afterprint", function () { answers.forEach(function (answer) { answer.open = false; }); });
    window.addEventListener("hashchange", fromAddress);
    if (!fromAddress()) {
      var wanted = (navigator.language || "en").slice(0, 2);
      try { wanted = localStorage.getItem("language") || wanted; } catch (error) { wanted = "en"; }
      show(wanted);
    }
  })();
  """
