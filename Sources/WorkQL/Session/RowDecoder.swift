import Foundation
import WorkQLCatalog

/// A decoder that reads a row as a value whose coding keys are the names of columns.
struct RowDecoder: Decoder {
    let row: Row
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RowContainer<Key>(row: row))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw DecodingError.typeMismatch(
            [Any].self,
            DecodingError.Context(
                codingPath: [],
                debugDescription: "a row is read by the names of its columns, not as a list"))
    }

    /// Returns a container for the cell of a row with one column.
    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard let cell = row.cell(0), row.columns.count == 1 else {
            throw DecodingError.typeMismatch(
                Value.self,
                DecodingError.Context(
                    codingPath: [],
                    debugDescription: "a row of \(row.columns.count) columns is not a single value")
            )
        }
        return CellContainer(cell: cell)
    }
}

extension Row {
    fileprivate func cell(_ column: Int) -> RowCell? {
        values.indices.contains(column)
            ? RowCell(values[column], of: columns[column].name, path: []) : nil
    }
}

private struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let row: Row
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { row.columns.compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool { row.shape.indices[key.stringValue] != nil }

    private func cell(_ key: Key) throws -> RowCell {
        guard let index = row.shape.indices[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, DecodingError.Context(codingPath: [], debugDescription: "no such column"))
        }
        return RowCell(row.values[index], of: key.stringValue, path: [key])
    }

    func decodeNil(forKey key: Key) throws -> Bool { try cell(key).value.isNull }

    func decode<Wanted: Decodable>(_ type: Wanted.Type, forKey key: Key) throws -> Wanted {
        try cell(key).decoded(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw try cell(key).mismatch(type, "JSON is read as a type of its own")
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw try cell(key).mismatch([Any].self, "JSON is read as a type of its own")
    }

    func superDecoder() throws -> any Decoder { RowDecoder(row: row) }

    func superDecoder(forKey key: Key) throws -> any Decoder { RowDecoder(row: row) }
}
