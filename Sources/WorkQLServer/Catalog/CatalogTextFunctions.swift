import WorkQL
import WorkQLPlanner
import WorkQLSyntax

extension CatalogFunction {
    /// The functions on texts and patterns, with PostgreSQL's meaning where SQLite's own differs.
    static var ofText: [CatalogFunction] {
        [
            CatalogFunction("quote_ident", .text, arity: 1) { arguments in
                arguments.text(0).map { .text(CatalogText.identifier($0)) } ?? .null
            },
            CatalogFunction("quote_literal", .text, arity: 1) { arguments in
                arguments.text(0).map { .text(CatalogText.literal($0)) } ?? .null
            },
            CatalogFunction("quote_nullable", .text, arity: 1) { arguments in
                .text(arguments.text(0).map(CatalogText.literal) ?? "NULL")
            },
            CatalogFunction("parse_ident", .texts) { arguments in
                guard let text = arguments.text(0) else { return .null }
                guard let parts = CatalogText.identifiers(text) else {
                    return .error("22023:string is not a valid identifier: \"\(text)\"")
                }
                return .text(CatalogArray.json(parts))
            },
            CatalogFunction("pg_format", .text) { arguments in
                guard let pattern = arguments.text(0) else { return .null }
                return .text(
                    format(
                        pattern,
                        (1..<max(arguments.count, 1)).map { arguments.text($0) }))
            },
            CatalogFunction("concat", .text) { arguments in
                .text((0..<arguments.count).compactMap { arguments.text($0) }.joined())
            },
            CatalogFunction("concat_ws", .text) { arguments in
                guard let separator = arguments.text(0) else { return .null }
                return .text(
                    (1..<max(arguments.count, 1)).compactMap { arguments.text($0) }
                        .joined(separator: separator))
            },
            CatalogFunction("pg_left", .text, arity: 2) { arguments in
                guard let text = arguments.text(0), let count = arguments.integer(1) else {
                    return .null
                }
                return .text(
                    String(
                        count < 0
                            ? text.dropLast(Int(clamping: count.magnitude)) : text.prefix(count)))
            },
            CatalogFunction("pg_right", .text, arity: 2) { arguments in
                guard let text = arguments.text(0), let count = arguments.integer(1) else {
                    return .null
                }
                return .text(
                    String(
                        count < 0
                            ? text.dropFirst(Int(clamping: count.magnitude)) : text.suffix(count)))
            },
            CatalogFunction("split_part", .text, arity: 3) { arguments in
                guard let text = arguments.text(0), let separator = arguments.text(1),
                    let number = arguments.integer(2)
                else { return .null }
                let parts = separator.isEmpty ? [text] : text.split(separator, keepingEmpty: true)
                guard number != 0 else {
                    return .error("22023:field position must not be zero")
                }
                // A negative number counts from the end.
                let index = number > 0 ? number - 1 : parts.count + number
                return .text(parts.indices.contains(index) ? parts[index] : "")
            },
            CatalogFunction("starts_with", .boolean, arity: 2) { arguments in
                guard let text = arguments.text(0), let start = arguments.text(1) else {
                    return .null
                }
                return .boolean(text.hasPrefix(start))
            },
            CatalogFunction("pg_bool", .boolean, arity: 1) { arguments in
                guard let text = arguments.text(0)?.lowercased() else { return .null }
                switch text {
                case "t", "true", "yes", "on", "1", "y": return .boolean(true)
                case "f", "false", "no", "off", "0", "n": return .boolean(false)
                default:
                    return .error("22P02:invalid input syntax for type boolean: \"\(text)\"")
                }
            },
            CatalogFunction("pg_integer", .int8, arity: 1) { arguments in
                // The type is not known any more once the value was read as a text.
                guard arguments.isText(0) else {
                    return arguments.integer(0).map { .integer($0) } ?? .null
                }
                let text = arguments.text(0) ?? ""
                return Int(text.trimming(" ")).map { .integer($0) }
                    ?? .error("22P02:invalid input syntax for type bigint: \"\(text)\"")
            },
            CatalogFunction("pg_real", .float8, arity: 1) { arguments in
                guard arguments.isText(0) else {
                    return arguments.real(0).map { .real($0) } ?? .null
                }
                let text = arguments.text(0) ?? ""
                return Double(String(text.trimming(" "))).map { .real($0) }
                    ?? .error("22P02:invalid input syntax for type double precision: \"\(text)\"")
            },
            // The arguments are value, pattern, escape, and 1 if case is ignored.
            CatalogFunction("pg_like", .boolean, arity: 4) { arguments in
                guard var text = arguments.text(0), var pattern = arguments.text(1) else {
                    return .null
                }
                if arguments.integer(3) == 1 {
                    (text, pattern) = (text.lowercased(), pattern.lowercased())
                }
                let escape = arguments.text(2)?.unicodeScalars.first
                return .boolean(
                    matches(
                        Array(text.unicodeScalars)[...], Array(pattern.unicodeScalars)[...], escape)
                )
            },
            CatalogFunction("pg_regexp", .boolean, arity: 2) { arguments in
                guard let text = arguments.text(0), let pattern = arguments.text(1) else {
                    return .null
                }
                guard let expression = try? RegularExpression(pattern) else {
                    return .error("2201B:invalid regular expression: \"\(pattern)\"")
                }
                var copy = text
                return .boolean(
                    copy.withUTF8 { expression.matches(UnsafeRawBufferPointer($0)) })
            },
        ]
    }

    /// Implements PostgreSQL's format, with `%s`, `%I`, `%L` and `%1$s`.
    private static func format(_ pattern: String, _ values: [String?]) -> String {
        var result = ""
        var rest = Substring(pattern)
        var next = 0
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            let digits = rest.prefix { $0.isNumber }
            if let number = Int(digits), rest.dropFirst(digits.count).first == "$" {
                next = number - 1
                rest = rest.dropFirst(digits.count + 1)
            }
            let kind = rest.popFirst()
            if kind == "%" {
                result += "%"
                continue
            }
            let value = values.indices.contains(next) ? values[next] : nil
            next &+= 1
            switch kind {
            case "I": result += CatalogText.identifier(value ?? "")
            case "L": result += value.map(CatalogText.literal) ?? "NULL"
            default: result += value ?? ""
            }
        }
        return result
    }

    private static func matches(
        _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>,
        _ escape: Unicode.Scalar?
    ) -> Bool {
        // The position at which to resume after the last %, with one more character matched by it.
        var (text, pattern) = (text, pattern)
        var retry: (text: ArraySlice<Unicode.Scalar>, pattern: ArraySlice<Unicode.Scalar>)?
        while true {
            if let first = pattern.first {
                if first == "%", first != escape {
                    pattern = pattern.dropFirst()
                    retry = (text, pattern)
                    continue
                }
                var wanted: Unicode.Scalar? = first
                var length = 1
                if first == escape {
                    wanted = pattern.dropFirst().first
                    length = 2
                } else if first == "_" {
                    wanted = nil
                }
                if let given = text.first, wanted == nil || wanted == given {
                    text = text.dropFirst()
                    pattern = pattern.dropFirst(length)
                    continue
                }
            } else if text.isEmpty {
                return true
            }
            guard let last = retry, !last.text.isEmpty else { return false }
            retry = (last.text.dropFirst(), last.pattern)
            (text, pattern) = (last.text.dropFirst(), last.pattern)
        }
    }
}

extension String {
    func split(_ separator: String, keepingEmpty: Bool) -> [String] {
        split(separator: separator, omittingEmptySubsequences: !keepingEmpty).map(String.init)
    }
}
