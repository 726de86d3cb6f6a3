import WorkQLPages

// The rows of information_schema.

extension CatalogDatabase {
    private static let database: RowValue = "workql"

    func fillInformation() throws {
        let database = Self.database
        try insert(
            "information_schema.information_schema_catalog_name", ["catalog_name": database])
        for schema in CatalogNames.schemas {
            try insert(
                "information_schema.schemata",
                [
                    "catalog_name": database, "schema_name": .text(schema.name),
                    "schema_owner": "workql",
                ])
        }
        try insert(
            "information_schema.character_sets",
            [
                "character_set_name": "UTF8", "character_repertoire": "UCS",
                "form_of_use": "UTF8", "default_collate_catalog": database,
            ])
        for relation in names.relations where relation.kind != "f" {
            let isTable = relation.kind == "r"
            try insert(
                "information_schema.tables",
                [
                    "table_catalog": database, "table_schema": .text(relation.schema),
                    "table_name": .text(relation.name),
                    "table_type": isTable ? "BASE TABLE" : "VIEW", "is_insertable_into": "NO",
                    "is_typed": "NO",
                ])
            if !isTable {
                try insert(
                    "information_schema.views",
                    [
                        "table_catalog": database, "table_schema": .text(relation.schema),
                        "table_name": .text(relation.name), "check_option": "NONE",
                        "is_updatable": "NO", "is_insertable_into": "NO",
                        "is_trigger_updatable": "NO", "is_trigger_deletable": "NO",
                        "is_trigger_insertable_into": "NO",
                    ])
            }
            for index in relation.columns.indices { try insert(column: index, of: relation) }
            for view in ["table_privileges", "role_table_grants"] {
                try insert(
                    "information_schema.\(view)",
                    [
                        "grantor": "workql", "grantee": "workql", "table_catalog": database,
                        "table_schema": .text(relation.schema),
                        "table_name": .text(relation.name), "privilege_type": "SELECT",
                        "is_grantable": "NO", "with_hierarchy": "YES",
                    ])
            }
            if !relation.key.isEmpty { try insertKey(of: relation) }
        }
    }

    private func insert(column index: Int, of relation: CatalogRelation) throws {
        let column = relation.columns[index]
        let name = CatalogType.numbered[column.typeOID]?.name ?? "text"
        let isArray = column.typeOID == column.type.oid && column.type.isArray
        let type = isArray ? "ARRAY" : CatalogType.numbered[column.typeOID]?.title ?? "text"
        var row: [String: RowValue] = [
            "table_catalog": Self.database, "table_schema": .text(relation.schema),
            "table_name": .text(relation.name), "column_name": .text(column.name),
            "ordinal_position": .integer(Int64(index + 1)),
            "is_nullable": column.isNotNull ? "NO" : "YES", "data_type": .text(type),
            "udt_catalog": Self.database, "udt_schema": "pg_catalog", "udt_name": .text(name),
            "dtd_identifier": .text(String(index + 1)), "is_self_referencing": "NO",
            "is_identity": "NO", "identity_cycle": "NO", "is_generated": "NEVER",
            "is_updatable": "NO",
        ]
        switch column.type {
        case .int2, .int4, .int8:
            let bits: [ServerType: Int64] = [.int2: 16, .int4: 32, .int8: 64]
            row["numeric_precision"] = .integer(bits[column.type] ?? 64)
            row["numeric_precision_radix"] = 2
            row["numeric_scale"] = 0
        case .float4, .float8:
            row["numeric_precision"] = column.type == .float4 ? 24 : 53
            row["numeric_precision_radix"] = 2
        case .timestamptz, .timestamp, .time: row["datetime_precision"] = 6
        case .date: row["datetime_precision"] = 0
        case .text, .varchar:
            row["character_octet_length"] = 1_073_741_824
        default: break
        }
        try insert("information_schema.columns", row)
    }

    private func insertKey(of relation: CatalogRelation) throws {
        let constraint: [String: RowValue] = [
            "constraint_catalog": Self.database, "constraint_schema": "public",
            "constraint_name": .text(relation.keyName), "table_catalog": Self.database,
            "table_schema": "public", "table_name": .text(relation.name),
        ]
        try insert(
            "information_schema.table_constraints",
            constraint.merging([
                "constraint_type": "PRIMARY KEY", "is_deferrable": "NO",
                "initially_deferred": "NO", "enforced": "YES",
            ]) { $1 })
        for (position, index) in relation.key.enumerated() {
            let column: RowValue = .text(relation.columns[index].name)
            try insert(
                "information_schema.key_column_usage",
                constraint.merging([
                    "column_name": column, "ordinal_position": .integer(Int64(position + 1)),
                ]) { $1 })
            try insert(
                "information_schema.constraint_column_usage",
                constraint.merging(["column_name": column]) { $1 })
        }
    }
}
