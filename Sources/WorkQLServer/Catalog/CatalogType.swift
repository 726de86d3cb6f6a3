/// A row of pg_type for a type of PostgreSQL itself.
struct CatalogType: Sendable {
    let oid: UInt32
    let name: String
    /// The fields of the row in `TypeRows`.
    let fields: [String]

    static let all: [CatalogType] = TypeRows.types.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " ").map(String.init)
        return UInt32(fields[0]).map { CatalogType(oid: $0, name: fields[1], fields: fields) }
    }

    static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    static let numbered = Dictionary(uniqueKeysWithValues: all.map { ($0.oid, $0) })

    /// Returns the type in which values of a type are sent: texts for those that the server does
    /// not know.
    static func type(named name: String) -> ServerType {
        if let own = named[name], let type = ServerType.named(own.oid) { return type }
        return name.hasPrefix("_") ? .texts : .text
    }

    /// A function that types refer to.
    struct Function: Sendable {
        let oid: UInt32
        let name: String
        let result: UInt32
        let volatility: String
        let arguments: [UInt32]
    }

    static let functions: [Function] = TypeRows.functions.split(separator: ";").compactMap {
        entry in
        let words = entry.split(separator: " ")
        guard words.count >= 4, let oid = UInt32(words[0]), let result = UInt32(words[2]) else {
            return nil
        }
        return Function(
            oid: oid, name: String(words[1]), result: result, volatility: String(words[3]),
            arguments: words.dropFirst(4).compactMap { UInt32($0) })
    }

    static let functionOIDs = Dictionary(
        functions.map { ($0.name, $0.oid) }, uniquingKeysWith: { first, _ in first })

    /// Returns the name as format_type writes it with a modifier; nil for one that does not exist.
    ///
    /// - Parameter modifier: nil for NULL, negative for a column without one.
    func title(modifier: Int?) -> String? {
        if name.hasPrefix("_"), let element = UInt32(fields[8]).flatMap({ Self.numbered[$0] }) {
            return element.title(modifier: modifier).map { $0 + "[]" }
        }
        guard let modifier, modifier >= 0 else {
            // A column of this type without a length has a name of its own.
            return name == "bpchar" && modifier != nil ? name : title
        }
        switch name {
        case "varchar", "bpchar": return modifier > 4 ? "\(title)(\(modifier - 4))" : title
        case "numeric":
            guard modifier >= 4 else { return title }
            let scale = ((modifier - 4) & 0x7FF ^ 1024) - 1024
            return "numeric(\((modifier - 4) >> 16 & 0xFFFF),\(scale))"
        case "time", "timetz", "timestamp", "timestamptz":
            let words = title.split(separator: " ", maxSplits: 1)
            return "\(words[0])(\(modifier)) \(words[1])"
        case "interval": return Self.interval(modifier)
        // These ignore modifiers; others show one, though none can have it.
        case "bool", "int2", "int4", "int8", "float4", "float8": return title
        default: return "\(title)(\(modifier))"
        }
    }

    /// Returns `interval(3)`, `interval day to second`: bits for the fields, above the digits.
    private static func interval(_ modifier: Int) -> String? {
        let names = [
            (4, "year"), (2, "month"), (8, "day"), (1024, "hour"), (2048, "minute"),
            (4096, "second"),
        ]
        let (fields, digits) = (modifier >> 16 & 0x7FFF, modifier & 0xFFFF)
        let ranges = [
            4 | 2, 8 | 1024, 8 | 1024 | 2048, 8 | 1024 | 2048 | 4096, 1024 | 2048,
            1024 | 2048 | 4096, 2048 | 4096, 0x7FFF,
        ]
        guard ranges.contains(fields) || names.contains(where: { $0.0 == fields }) else {
            return nil
        }
        var text = "interval"
        let given = names.filter { fields & $0.0 != 0 }.map(\.1)
        if fields != 0x7FFF, let first = given.first, let last = given.last {
            text += " " + (first == last ? first : "\(first) to \(last)")
        }
        return digits == 0xFFFF ? text : text + "(\(digits))"
    }

    /// The name as format_type writes it.
    var title: String {
        if let type = ServerType.named(oid) { return type.name }
        if name.hasPrefix("_"), let element = UInt32(fields[8]).flatMap({ Self.numbered[$0] }) {
            return element.title + "[]"
        }
        return name
    }
}
