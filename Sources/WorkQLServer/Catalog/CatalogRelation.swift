import WorkQLCatalog

/// A table or a view that clients see: one of PostgreSQL's own, or one of the services.
struct CatalogRelation: Sendable {
    struct Column: Sendable {
        var name: String
        var type: ServerType
        /// The OID of the type in pg_type, also if values are sent as another type.
        var typeOID: UInt32
        var isNotNull = false
        /// The description of the column.
        var comment: String?
    }

    var schema: String
    var name: String
    var oid: UInt32
    /// The kind as in pg_class: `r` for a table, `v` for a view.
    var kind: String
    var columns: [Column]
    var comment: String?
    /// The indices of the columns of the primary key.
    var key: [Int] = []

    var qualifiedName: String { "\(schema).\(name)" }

    func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

extension CatalogRelation {
    /// The relations of PostgreSQL itself, and the results of functions in FROM.
    static let own: [CatalogRelation] =
        read(CatalogColumns.text, schema: "pg_catalog")
        + read(InformationColumns.text, schema: "information_schema")
        + read(CatalogFunctionTables.text, schema: "pg_catalog")

    private static func read(_ text: String, schema: String) -> [CatalogRelation] {
        text.split(separator: "\n").compactMap { line in
            let halves = line.split(separator: ":", maxSplits: 1)
            let head = halves[0].split(separator: " ")
            guard halves.count == 2, head.count == 3, let oid = UInt32(head[2]) else { return nil }
            let columns = halves[1].split(separator: ",").map { entry in
                let words = entry.split(separator: " ")
                let isNotNull = words[1].hasSuffix("!")
                let type = String(isNotNull ? words[1].dropLast() : words[1])
                return Column(
                    name: String(words[0]), type: CatalogType.type(named: type),
                    typeOID: CatalogType.named[type]?.oid ?? ServerType.text.oid,
                    isNotNull: isNotNull)
            }
            return CatalogRelation(
                schema: schema, name: String(head[0]), oid: oid, kind: String(head[1]),
                columns: columns)
        }
    }

    /// The OID of the first of the services' tables; each table uses ten.
    private static let firstOID: UInt32 = 16384

    /// Returns the services' tables, limited to the visible ones.
    static func relations(of catalog: Catalog, visible: Set<String>?) -> [CatalogRelation] {
        catalog.tables.enumerated().compactMap { index, table in
            guard visible?.contains(table.name) ?? true else { return nil }
            return CatalogRelation(table, oid: firstOID + UInt32(index) * 10)
        }
    }

    private init(_ table: Table, oid: UInt32) {
        let key = table.rowKey
        self.init(
            schema: "public", name: table.name, oid: oid, kind: "r",
            columns: table.visibleColumns.enumerated().map { index, column in
                let type = ServerType(column.type)
                return Column(
                    name: column.name, type: type, typeOID: type.oid,
                    isNotNull: key.contains(index),
                    comment: Self.comment(column.label, column.summary))
            },
            comment: Self.comment(table.label, table.summary), key: key)
    }

    /// Returns `打卡时间 (when it was made)`: tools show the first words in place of the name.
    private static func comment(_ label: String, _ summary: String) -> String {
        label.isEmpty || label == summary ? summary : "\(label) (\(summary))"
    }

    // The OIDs of the objects that belong to a service's table.
    var arrayTypeOID: UInt32 { oid + 1 }
    var rowTypeOID: UInt32 { oid + 2 }
    var indexOID: UInt32 { oid + 3 }
    var constraintOID: UInt32 { oid + 4 }
    var keyName: String { name + "_pkey" }
    var keyColumns: String { key.map { columns[$0].name }.joined(separator: ", ") }
    var isService: Bool { schema == "public" }
}

extension Table {
    /// The indices among the visible columns of those that identify a row, if all of them are ids that every row has;
    /// otherwise empty, because a primary key contains no NULL.
    fileprivate var rowKey: [Int] {
        let visible = visibleColumns
        let indices = identity.compactMap { name in visible.firstIndex { $0.name == name } }
        let areIDs = indices.allSatisfy { index in
            let column = visible[index]
            return switch column.source {
            case .field, .parent: column.type == .text
            default: false
            }
        }
        return areIDs && indices.count == identity.count ? indices : []
    }
}

extension ServerType {
    /// Returns the type in which the values of a column are sent.
    init(_ type: ColumnType) {
        self =
            switch type {
            case .text: .text
            case .integer: .int8
            case .real: .float8
            case .boolean: .boolean
            case .timestamp: .timestamptz
            case .date: .date
            case .time: .time
            case .json: .json
            }
    }
}

/// The results of functions in FROM that are the same for every session, mostly empty.
enum CatalogFunctionTables {
    static let text = """
        pg_timezone_abbrevs v 12122: abbrev text, utc_offset interval, is_dst bool
        pg_get_keywords f 1686: word text, catcode char, barelabel bool, catdesc text, baredesc text
        pg_options_to_table f 2289: option_name text, option_value text
        aclexplode f 1689: grantor oid, grantee oid, privilege_type text, is_grantable bool
        pg_listening_channels f 3035: pg_listening_channels text
        pg_partition_ancestors f 3425: relid oid
        pg_partition_tree f 3423: relid oid, parentrelid oid, isleaf bool, level int4
        pg_get_publication_tables f 6119: relid oid, attrs int2vector, qual text
        pg_available_extension_versions f 3083: name name, version text, installed bool
        """

    static let names: Set<String> = [
        "pg_get_keywords", "pg_options_to_table", "aclexplode", "pg_listening_channels",
        "pg_partition_ancestors", "pg_partition_tree", "pg_get_publication_tables",
        "pg_available_extension_versions",
    ]
}
