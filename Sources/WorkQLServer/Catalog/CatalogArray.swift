import Foundation
import WorkQL
import WorkQLSyntax

/// Arrays, which the catalog's database stores as JSON texts.
enum CatalogArray {
    /// Returns the elements of an array as JSON or as PostgreSQL's own text; nil if it is neither.
    static func elements(of text: String) -> [ServerValue]? {
        if text.hasPrefix("{") {
            return PostgreSQLArray.elements(of: text)?.map { element in
                guard let element else { return .null }
                return Int64(element).map { .integer($0) } ?? .text(element)
            }
        }
        return try? JSONDecoder().decode([ServerValue].self, from: Data(text.utf8))
    }

    static func json(_ elements: [ServerValue]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(elements)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    static func json(_ texts: [String]) -> String { json(texts.map { .text($0) }) }
}

/// An element of an array in JSON: a boolean is 1 or 0, as SQLite holds it.
extension ServerValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .integer(value ? 1 : 0)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else if let value = try? container.decode([ServerValue].self) {
            self = .array(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value ? 1 : 0)
        case .integer(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        }
    }

    /// The element as PostgreSQL writes it in a text; nil for NULL.
    var elementText: String? {
        switch self {
        case .null: nil
        case .boolean(let value): value ? "1" : "0"
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .array(let values): PostgreSQLArray.text(of: values.map(\.elementText))
        }
    }
}

extension CatalogFunction {
    private static func elements(
        _ arguments: ScalarFunction.Arguments, _ index: Int = 0
    ) -> [ServerValue]? {
        arguments.text(index).flatMap(CatalogArray.elements)
    }

    private static func element(
        _ arguments: ScalarFunction.Arguments, _ index: Int
    ) -> ServerValue {
        guard let text = arguments.text(index) else { return .null }
        return Int64(text).map { .integer($0) } ?? .text(text)
    }

    /// The functions on arrays. The last argument of those that return bounds is 0 for an array
    /// whose first element has the index 0, and 1 for every other array.
    static var arrays: [CatalogFunction] {
        [
            CatalogFunction("pg_array", .texts, arity: 1) { arguments in
                guard let text = arguments.text(0) else { return .null }
                guard let elements = CatalogArray.elements(of: text) else {
                    return .error("22P02:malformed array literal: \"\(text)\"")
                }
                return .text(CatalogArray.json(elements))
            },
            CatalogFunction("array_length", .int4) { arguments in
                guard let elements = elements(arguments), !elements.isEmpty else { return .null }
                return .integer(elements.count)
            },
            CatalogFunction("cardinality", .int4) { arguments in
                elements(arguments).map { .integer($0.count) } ?? .null
            },
            CatalogFunction("array_ndims", .int4) { arguments in
                guard let elements = elements(arguments), !elements.isEmpty else { return .null }
                return .integer(1)
            },
            CatalogFunction("array_upper", .int4, arity: 3) { arguments in
                guard let elements = elements(arguments), !elements.isEmpty else { return .null }
                return .integer(elements.count - 1 &+ (arguments.integer(2) ?? 1))
            },
            CatalogFunction("array_lower", .int4, arity: 3) { arguments in
                guard let elements = elements(arguments), !elements.isEmpty else { return .null }
                return .integer(arguments.integer(2) ?? 1)
            },
            CatalogFunction("pg_element", .text, arity: 2) { arguments in
                guard let elements = elements(arguments), let index = arguments.integer(1),
                    elements.indices.contains(index)
                else { return .null }
                switch elements[index] {
                case .null: return .null
                case .boolean(let value): return .integer(value ? 1 : 0)
                case .integer(let value): return .integer(Int(value))
                case .real(let value): return .real(value)
                case .text(let value): return .text(value)
                case .array(let values): return .text(CatalogArray.json(values))
                }
            },
            CatalogFunction("array_to_string", .text) { arguments in
                guard let elements = elements(arguments), let separator = arguments.text(1) else {
                    return .null
                }
                let null = arguments.count > 2 ? arguments.text(2) : nil
                return .text(
                    elements.compactMap { $0 == .null ? null : $0.elementText }.joined(
                        separator: separator))
            },
            CatalogFunction("string_to_array", .texts) { arguments in
                guard let text = arguments.text(0) else { return .null }
                guard !text.isEmpty else { return .text("[]") }
                guard let separator = arguments.text(1) else {
                    return .text(CatalogArray.json(text.map { String($0) }))
                }
                let parts = separator.isEmpty ? [text] : text.split(separator, keepingEmpty: true)
                return .text(CatalogArray.json(parts))
            },
            CatalogFunction("array_position", .int4, arity: 2) { arguments in
                guard let elements = elements(arguments),
                    let index = elements.firstIndex(of: element(arguments, 1))
                else { return .null }
                return .integer(index + 1)
            },
            CatalogFunction("array_append", .texts, arity: 2) { arguments in
                .text(CatalogArray.json((elements(arguments) ?? []) + [element(arguments, 1)]))
            },
            CatalogFunction("array_remove", .texts, arity: 2) { arguments in
                guard let elements = elements(arguments) else { return .null }
                let removed = element(arguments, 1)
                return .text(CatalogArray.json(elements.filter { $0 != removed }))
            },
            CatalogFunction("array_cat", .texts, arity: 2) { arguments in
                let all = [elements(arguments), elements(arguments, 1)].compactMap { $0 }
                return all.isEmpty ? .null : .text(CatalogArray.json(Array(all.joined())))
            },
            CatalogFunction("pg_array_text", .text, arity: 1) { arguments in
                elements(arguments).map { .text(PostgreSQLArray.text(of: $0.map(\.elementText))) }
                    ?? .null
            },
            // Functions that return rows in PostgreSQL return an array of them here.
            CatalogFunction("unnest", .text, arity: 1) { arguments in
                arguments.text(0).map { .text($0) } ?? .null
            },
            CatalogFunction("_pg_expandarray", .record, arity: 1) { arguments in
                arguments.text(0).map { .text($0) } ?? .null
            },
            CatalogFunction("generate_subscripts", .int4, arity: 3) { arguments in
                guard let elements = elements(arguments) else { return .null }
                let first = arguments.integer(2) ?? 1
                return .text(
                    CatalogArray.json(elements.indices.map { .integer(Int64($0 &+ first)) }))
            },
            CatalogFunction("generate_series", .int8) { arguments in
                guard 2...3 ~= arguments.count else {
                    return .error(
                        "42883:function generate_series() does not exist with these arguments")
                }
                guard let first = arguments.integer(0), let last = arguments.integer(1) else {
                    return .null
                }
                let step = arguments.count > 2 ? arguments.integer(2) ?? 1 : 1
                guard step != 0 else { return .error("22023:step size cannot equal zero") }
                // The distance may exceed 64 bits.
                let isEmpty = step > 0 ? last < first : last > first
                let distance = UInt(bitPattern: step > 0 ? last &- first : first &- last)
                guard isEmpty || distance / step.magnitude < 1_000_000 else {
                    return .error("54000:a series of too many numbers")
                }
                return .text(
                    CatalogArray.json(
                        stride(from: first, through: last, by: step).map { .integer(Int64($0)) }))
            },
            CatalogFunction("regexp_split_to_table", .text, arity: 2) { arguments in
                guard let text = arguments.text(0), let separator = arguments.text(1) else {
                    return .null
                }
                return .text(CatalogArray.json(text.split(separator, keepingEmpty: true)))
            },
        ]
    }
}
