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

    /// The name as format_type writes it.
    var title: String {
        if let type = ServerType.named(oid) { return type.name }
        if name.hasPrefix("_"), let element = UInt32(fields[8]).flatMap({ Self.numbered[$0] }) {
            return element.title + "[]"
        }
        return name
    }
}
