public import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// A row of an answer.
///
/// ```swift
/// for try await row in result {
///     let user = try row.get(String.self, "userid")
///     let place = try row.get(String?.self, "location_title")
/// }
/// ```
public struct Row: Sendable {
    let shape: RowShape
    let values: [Value]

    /// The columns of the answer, in its order.
    public var columns: [QueryResult.Column] { shape.columns }

    /// The cell of a column, counted from 0. The column must exist.
    public subscript(_ column: Int) -> Value { values[column] }

    /// The cell of the first column with this name, in the spelling of ``columns``; nil if there is
    /// none. A cell that is NULL is ``Value/null``.
    public subscript(_ column: String) -> Value? { shape.indices[column].map { values[$0] } }

    /// Returns a cell as a value of a type.
    ///
    /// Texts are read as `String`, numbers as any integer or floating-point type that can hold
    /// them, booleans as `Bool`, timestamps as `Date`; JSON is read as its text, or as any type
    /// that is decodable from it; enumerations by their raw values. NULL is read as nil of an
    /// optional type only.
    ///
    /// - Throws: ``WorkQLError`` with the code ``WorkQLError/Code/unknownColumn`` or
    ///   ``WorkQLError/Code/cellType``, whose message names the column.
    public func get<Wanted: Decodable>(
        _ type: Wanted.Type, _ column: String
    ) throws(WorkQLError) -> Wanted {
        guard let index = shape.indices[column] else { throw shape.unknown(column) }
        return try get(type, index)
    }

    /// Returns the cell of a column, counted from 0, as a value of a type. The column must exist.
    public func get<Wanted: Decodable>(
        _ type: Wanted.Type, _ column: Int
    ) throws(WorkQLError) -> Wanted {
        do {
            return try RowCell(values[column], of: shape.columns[column].name, path: []).decoded(
                type)
        } catch {
            throw shape.error(error, column: shape.columns[column].name)
        }
    }

    /// Returns the whole row as a value of a type whose coding keys are names of columns. Columns
    /// that the type does not have are ignored; an optional property is nil if its column is
    /// missing or NULL.
    ///
    /// ```swift
    /// struct Punch: Decodable {
    ///     var userid: String
    ///     var checkin_time: Date
    ///     var location_title: String?
    /// }
    /// let punch = try row.decode(Punch.self)
    /// ```
    ///
    /// - Throws: ``WorkQLError`` with the code ``WorkQLError/Code/unknownColumn`` or
    ///   ``WorkQLError/Code/cellType``, whose message names the column.
    public func decode<Wanted: Decodable>(_ type: Wanted.Type) throws(WorkQLError) -> Wanted {
        do {
            return try Wanted(from: RowDecoder(row: self))
        } catch {
            throw shape.error(error, column: nil)
        }
    }
}

/// The properties that all rows of one answer share.
final class RowShape: Sendable {
    let columns: [QueryResult.Column]
    /// The index of each name; for columns with the same name, that of the first.
    let indices: [String: Int]
    /// The same columns, in the form that writers of formats take.
    let written: [ResultColumn]
    /// The zone in which these writers show times.
    let zone: Zone

    init(_ columns: [ResultColumn], zone: Zone) {
        written = columns
        self.zone = zone
        self.columns = columns.map { QueryResult.Column($0) }
        indices = Dictionary(
            columns.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    func unknown(_ column: String) -> WorkQLError {
        WorkQLError(
            .usage, .unknownColumn, "the answer has no column \"\(column)\"",
            help: "there are " + columns.map(\.name).listed)
    }

    func error(_ error: any Error, column: String?) -> WorkQLError {
        switch error {
        case let error as WorkQLError: return error
        case DecodingError.keyNotFound(let key, _): return unknown(key.stringValue)
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            let name = context.codingPath.first?.stringValue ?? column
            return WorkQLError(
                .usage, .cellType,
                (name.map { "column \"\($0)\": " } ?? "") + context.debugDescription)
        default:
            return WorkQLError(
                .usage, .cellType, (column.map { "column \"\($0)\": " } ?? "") + "\(error)")
        }
    }
}
