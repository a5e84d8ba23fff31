/// A kind of table: what one of its rows is, and which of its columns date, end and name that row.
package struct KindDescription: Sendable, Hashable {
  /// `responses`, `orders` … also the name that definitions use after `from`.
  package let name: String
  /// The role that dates a row; nil for accounts, which have no time.
  package let eventDate: String?
  /// The roles that record something past; the latest of them decides what `now` is.
  package let pastTimes: [String]
  /// The role that is different in every row.
  package let rowID: String
}

/// The kinds of tables, in the order in which they are listed to people.
package let tableKinds: [KindDescription] = [
  KindDescription(name: "responses", eventDate: "responded_at", pastTimes: ["responded_at"], rowID: "id"),
  KindDescription(
    name: "invitations", eventDate: "sent_at", pastTimes: ["sent_at", "responded_at"], rowID: "id"),
  KindDescription(
    name: "tickets", eventDate: "created_at", pastTimes: ["created_at", "first_reply_at", "solved_at"],
    rowID: "id"),
  KindDescription(
    name: "orders", eventDate: "ordered_at", pastTimes: ["ordered_at", "cancelled_at", "returned_at"],
    rowID: "id"),
  KindDescription(name: "subscriptions", eventDate: "started_at", pastTimes: ["started_at"], rowID: "id"),
  KindDescription(name: "usage", eventDate: "used_at", pastTimes: ["used_at"], rowID: "id"),
  KindDescription(name: "accounts", eventDate: nil, pastTimes: [], rowID: "customer"),
]

/// The kind of that name; nil when it is no kind but a name that a user chose.
package func tableKind(named name: String) -> KindDescription? {
  tableKinds.first { $0.name == name }
}

/// Every role that a column of that kind of table can play, in the order of the dictionary.
package func roles(of kind: String) -> [String] {
  roleDictionary.filter { $0.kinds[kind] != nil }.map(\.role)
}
