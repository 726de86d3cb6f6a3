/// What cannot be in the declaration of a table, told when it is added to a catalog:
/// `table "orders": endpoint.range.longest: 0 is not above 0`.
public struct DeclarationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The table's name.
    public let table: String
    /// The field as it is called in the declaration, with the name of the column or key it is of:
    /// `column "amount"`, `endpoint.path`.
    public let field: String
    /// Goes on after the field.
    public let problem: String

    /// The whole on one line.
    public var message: String { "table \"\(table)\": \(field): \(problem)" }

    public var description: String { message }
}
