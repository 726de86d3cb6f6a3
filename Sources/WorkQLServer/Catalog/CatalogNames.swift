/// The relations that a session sees, and the mapping between OIDs and names.
struct CatalogNames: Sendable {
    static let catalogOID: UInt32 = 11
    static let publicOID: UInt32 = 2200
    static let informationOID: UInt32 = 13207
    /// The OIDs of the owner of the server, and of the connected user.
    static let ownerOID: UInt32 = 10
    static let userOID: UInt32 = 16383
    static let databaseOID: UInt32 = 16382

    static let schemas: [(oid: UInt32, name: String)] = [
        (catalogOID, "pg_catalog"), (publicOID, "public"), (informationOID, "information_schema"),
        (99, "pg_toast"),
    ]

    let relations: [CatalogRelation]
    let services: [CatalogRelation]
    private let byName: [String: CatalogRelation]
    private let byOID: [UInt32: CatalogRelation]

    init(services: [CatalogRelation]) {
        self.services = services
        relations = CatalogRelation.own + services
        byName = Dictionary(
            relations.map { ($0.qualifiedName, $0) }, uniquingKeysWith: { first, _ in first })
        byOID = Dictionary(relations.map { ($0.oid, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Returns a relation by its name; without a schema, `pg_catalog` and `public` are searched.
    func relation(_ name: String, schema: String? = nil) -> CatalogRelation? {
        if let schema { return byName["\(schema).\(name)"] }
        return byName["pg_catalog.\(name)"] ?? byName["public.\(name)"]
    }

    func relation(_ oid: UInt32) -> CatalogRelation? { byOID[oid] }

    func schemaOID(_ schema: String) -> UInt32 {
        Self.schemas.first { $0.name == schema }?.oid ?? 0
    }

    /// Returns the text form of an OID: of a relation, an index, a type, a function, a schema.
    func text(of oid: UInt32, as kind: String) -> String {
        if oid == 0 { return "-" }
        let text: String? =
            switch kind {
            case "regclass": className(oid)
            case "regtype": typeName(oid)
            case "regproc": CatalogType.functions.first { $0.oid == oid }?.name
            case "regnamespace": Self.schemas.first { $0.oid == oid }?.name
            default: nil
            }
        return text ?? String(oid)
    }

    private func className(_ oid: UInt32) -> String? {
        if let relation = byOID[oid] {
            return relation.schema == "information_schema"
                ? relation.qualifiedName : CatalogText.identifier(relation.name)
        }
        return services.first { $0.indexOID == oid && !$0.key.isEmpty }?.keyName
    }

    /// Returns the name of a type as format_type writes it; nil if no type has the OID.
    func typeName(_ oid: UInt32) -> String? {
        if let type = CatalogType.numbered[oid] { return type.title }
        for relation in services {
            if relation.rowTypeOID == oid { return relation.name }
            if relation.arrayTypeOID == oid { return relation.name + "[]" }
        }
        return nil
    }

    /// Returns the name of a type with its modifier, as `numeric(10,2)`; nil if no type has the OID,
    /// or the type not this modifier.
    func typeName(_ oid: UInt32, modifier: Int?) -> String? {
        if let type = CatalogType.numbered[oid] { return type.title(modifier: modifier) }
        return typeName(oid)
    }

    /// Returns the OID that a text represents; nil if no object has that name.
    func oid(of text: String, as kind: String) -> UInt32? {
        if let number = UInt32(text) { return number }
        if text == "-" { return 0 }
        guard let parts = CatalogText.identifiers(text), let name = parts.last else { return nil }
        let schema = parts.count > 1 ? parts[parts.count - 2] : nil
        switch kind {
        case "regclass":
            if let relation = relation(name, schema: schema) { return relation.oid }
            return services.first { !$0.key.isEmpty && $0.keyName == name }?.indexOID
        case "regtype":
            let isArray = text.hasSuffix("[]")
            let written = isArray ? String(text.dropLast(2)) : text
            let type = CatalogType.all.first { $0.title == written || $0.name == name }
            guard isArray else { return type?.oid ?? ServerType.written(written)?.oid }
            return type.flatMap { UInt32($0.fields[9]) }
        case "regproc", "regprocedure": return CatalogType.functionOIDs[name]
        case "regnamespace": return Self.schemas.first { $0.name == name }?.oid
        default: return nil
        }
    }

    /// Returns the comment on a relation, or on one of its columns.
    func comment(_ oid: UInt32, column: Int = 0) -> String? {
        guard let relation = byOID[oid] else { return nil }
        if column == 0 { return relation.comment }
        guard (1..<relation.columns.count + 1).contains(column) else { return nil }
        return relation.columns[column - 1].comment
    }
}

/// Names and lists in PostgreSQL's notation.
enum CatalogText {
    /// Returns a name, with double quotes if it needs them.
    static func identifier(_ name: String) -> String {
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F || $0.isDigit }
            && name.utf8.first?.isDigit == false
            && !CatalogKeywords.reserved.split(separator: " ").contains { $0 == name }
            && !CatalogKeywords.typeNames.split(separator: " ").contains { $0 == name }
            && !CatalogKeywords.columnNames.split(separator: " ").contains { $0 == name }
        return isPlain ? name : "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    static func literal(_ text: String) -> String {
        let quoted = "'" + text.replacing("'", with: "''") + "'"
        return text.contains("\\") ? "E" + quoted.replacing("\\", with: "\\\\") : quoted
    }

    /// Returns the parts of `a."B c".d`; nil if the text is malformed.
    static func identifiers(_ text: String) -> [String]? {
        var parts: [String] = []
        var rest = Substring(text.trimming(" "))
        while true {
            if rest.first == "\"" {
                rest.removeFirst()
                var part = ""
                while let next = rest.popFirst() {
                    if next == "\"" {
                        guard rest.first == "\"" else { break }
                        rest.removeFirst()
                    }
                    part.append(next)
                }
                parts.append(part)
            } else {
                let part = rest.prefix { $0 != "." }
                guard !part.isEmpty else { return nil }
                parts.append(part.lowercased())
                rest = rest.dropFirst(part.count)
            }
            guard let dot = rest.popFirst() else { return parts }
            guard dot == "." else { return nil }
        }
    }
}

extension String {
    func trimming(_ character: Character) -> Substring {
        var rest = self[...]
        while rest.first == character { rest.removeFirst() }
        while rest.last == character { rest.removeLast() }
        return rest
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
