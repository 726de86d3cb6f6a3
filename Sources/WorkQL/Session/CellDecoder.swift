import Foundation
import WorkQLCatalog
import WorkQLTime

/// A cell of a row, to be read as a value of some type.
struct RowCell {
    let value: Value
    let column: String
    let path: [any CodingKey]

    init(_ value: Value, of column: String, path: [any CodingKey]) {
        self.value = value
        self.column = column
        self.path = path
    }

    func decoded<Wanted: Decodable>(_ type: Wanted.Type) throws -> Wanted {
        // The types of most cells are handled without a decoder.
        switch (type, value.storage) {
        case (is String.Type, .text(let text)), (is String?.Type, .text(let text)),
            (is String.Type, .date(let text)), (is String?.Type, .date(let text)),
            (is String.Type, .time(let text)), (is String?.Type, .time(let text)):
            if let text = text as? Wanted { return text }
        case (is Date.Type, .timestamp(let milliseconds)),
            (is Date?.Type, .timestamp(let milliseconds)):
            if let date = Instant(milliseconds: milliseconds).date as? Wanted { return date }
        case (is URL.Type, .text(let text)):
            if let link = URL(string: text) as? Wanted { return link }
            throw mismatch(type)
        case (is Date.Type, _): throw mismatch(type)
        case (is any CellScalar.Type, _), (is any OptionalCell.Type, _), (_, .null): break
        case (_, .json(let text)):
            do {
                return try JSONDecoder().decode(type, from: Data(text.utf8))
            } catch {
                throw mismatch(type, "its JSON does not match \(type)")
            }
        default: break
        }
        return try type.init(from: CellDecoder(cell: self))
    }

    /// Returns the reason why the cell cannot be read as a type. It does not show the cell's value,
    /// which may be private.
    func mismatch(_ type: Any.Type, _ reason: String? = nil) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: path, debugDescription: reason ?? "\(value.kind) is no \(type)")
        return .typeMismatch(type, context)
    }
}

/// Types that a cell holds unchanged.
private protocol CellScalar {}
extension String: CellScalar {}
extension Bool: CellScalar {}

private protocol OptionalCell {}
extension Optional: OptionalCell {}

extension Value {
    /// The kind of the value in a few words, for messages.
    fileprivate var kind: String {
        switch storage {
        case .null: "NULL"
        case .text: "a text"
        case .integer: "a whole number"
        case .real: "a number"
        case .boolean: "a truth value"
        case .timestamp: "a timestamp"
        case .date: "a date"
        case .time: "a time of day"
        case .duration: "a duration"
        case .list: "a list"
        case .json: "JSON"
        }
    }
}

struct CellDecoder: Decoder {
    let cell: RowCell
    var codingPath: [any CodingKey] { cell.path }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw cell.mismatch(type, "\(cell.value.kind) is not an object")
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw cell.mismatch([Any].self, "\(cell.value.kind) is not a list")
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { CellContainer(cell: cell) }
}

struct CellContainer: SingleValueDecodingContainer {
    let cell: RowCell
    var codingPath: [any CodingKey] { cell.path }

    func decodeNil() -> Bool { cell.value.isNull }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch cell.value.storage {
        case .boolean(let truth): return truth
        case .integer(0): return false
        case .integer(1): return true
        default: throw cell.mismatch(type)
        }
    }

    func decode(_ type: String.Type) throws -> String {
        switch cell.value.storage {
        case .text(let text), .json(let text), .date(let text), .time(let text): return text
        default: throw cell.mismatch(type)
        }
    }

    func decode(_ type: Double.Type) throws -> Double {
        switch cell.value.storage {
        case .real(let number): return number
        case .integer(let number): return Double(number)
        default: throw cell.mismatch(type)
        }
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

    private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let number: Number? =
            switch cell.value.storage {
            case .integer(let number): Number(exactly: number)
            case .real(let number): Number(exactly: number)
            default: nil
            }
        guard let number else { throw cell.mismatch(type) }
        return number
    }

    func decode(_ type: Int.Type) throws -> Int { try whole(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

    func decode<Wanted: Decodable>(_ type: Wanted.Type) throws -> Wanted {
        try cell.decoded(type)
    }
}
