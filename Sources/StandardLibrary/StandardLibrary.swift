/// The shipped definitions as `.kpi` text: one file an area, in the order in which `show kpis` lists them.
package enum StandardLibrary {
  package static let files: [(name: String, text: String)] = []
}
