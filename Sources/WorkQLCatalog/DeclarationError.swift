/// An error in the declaration of a table, reported when it is added to a catalog:
/// `table "orders": endpoint.range.longest: 0 is not above 0`.
public struct DeclarationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The table's name.
    public let table: String
    /// The name of the field in the declaration, with the name of its column or key:
    /// `column "amount"`, `endpoint.path`.
    public let field: String
    /// The problem, as a continuation of the field's name.
    public let problem: String

    /// The whole error on one line.
    public var message: String { "table \"\(table)\": \(field): \(problem)" }

    public var description: String { message }
}
