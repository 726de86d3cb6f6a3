import WorkQLPages
import WorkQLSQLite

// The rows of pg_catalog.

extension CatalogDatabase {
    func fillCatalog() throws {
        for schema in CatalogNames.schemas {
            try insert(
                "pg_namespace",
                ["oid": .oid(schema.oid), "nspname": .text(schema.name), "nspowner": 10])
        }
        try insert("pg_am", ["oid": 2, "amname": "heap", "amhandler": 3, "amtype": "t"])
        try insert("pg_am", ["oid": 403, "amname": "btree", "amhandler": 330, "amtype": "i"])
        try insert("pg_tablespace", ["oid": 1663, "spcname": "pg_default", "spcowner": 10])
        try insert("pg_tablespace", ["oid": 1664, "spcname": "pg_global", "spcowner": 10])
        for (oid, name, provider) in [
            (100, "default", "d"), (950, "C", "c"), (951, "POSIX", "c"),
        ] as [(Int64, String, String)] {
            try insert(
                "pg_collation",
                [
                    "oid": .integer(oid), "collname": .text(name), "collnamespace": 11,
                    "collowner": 10, "collprovider": .text(provider),
                    "collisdeterministic": true, "collencoding": -1,
                    "collcollate": provider == "d" ? nil : .text(name),
                    "collctype": provider == "d" ? nil : .text(name),
                ])
        }
        for (oid, name) in [(12, "internal"), (13, "c"), (14, "sql")] as [(Int64, String)] {
            try insert(
                "pg_language",
                ["oid": .integer(oid), "lanname": .text(name), "lanowner": 10])
        }
        try fillKeywords()
        try fillTypes()
        for relation in names.relations { try fill(relation) }
    }

    private func fillKeywords() throws {
        let words = [
            ("U", CatalogKeywords.unreserved, "unreserved"),
            ("C", CatalogKeywords.columnNames, "unreserved (cannot be function or type name)"),
            ("T", CatalogKeywords.typeNames, "reserved (can be function or type name)"),
            ("R", CatalogKeywords.reserved, "reserved"),
        ].flatMap { category, words, meaning in
            words.split(separator: " ").map { (String($0), category, meaning) }
        }.sorted { $0.0 < $1.0 }
        for (word, category, meaning) in words {
            try insert(
                "pg_get_keywords",
                [
                    "word": .text(word), "catcode": .text(category), "barelabel": true,
                    "catdesc": .text(meaning), "baredesc": "can be bare label",
                ])
        }
    }

    private func fillTypes() throws {
        for function in CatalogType.functions {
            try insert(
                "pg_proc",
                [
                    "oid": .oid(function.oid), "proname": .text(function.name),
                    "pronamespace": 11, "proowner": 10, "prolang": 12, "procost": 1,
                    "prokind": "f", "proisstrict": true, "provolatile": .text(function.volatility),
                    "proparallel": "s", "pronargs": .integer(Int64(function.arguments.count)),
                    "prorettype": .oid(function.result),
                    "proargtypes": .array(function.arguments.map(Int.init)),
                    "prosrc": .text(function.name),
                ])
        }
        for type in CatalogType.all { try insert("pg_type", row(of: type.fields)) }
    }

    private func row(of fields: [String]) -> [String: RowValue] {
        func number(_ index: Int) -> RowValue { .integer(Int64(fields[index]) ?? 0) }
        func function(_ index: Int) -> RowValue {
            .oid(CatalogType.functionOIDs[fields[index]] ?? 0)
        }
        func flag(_ index: Int) -> RowValue { .integer(fields[index] == "t" ? 1 : 0) }
        return [
            "oid": number(0), "typname": .text(fields[1]), "typnamespace": 11, "typowner": 10,
            "typlen": number(2), "typbyval": flag(3), "typtype": .text(fields[4]),
            "typcategory": .text(fields[5]), "typispreferred": flag(6), "typisdefined": true,
            "typdelim": .text(fields[7]), "typelem": number(8), "typarray": number(9),
            "typinput": function(10), "typoutput": function(11), "typreceive": function(12),
            "typsend": function(13), "typmodin": function(14), "typmodout": function(15),
            "typalign": .text(fields[16]), "typstorage": .text(fields[17]), "typtypmod": -1,
            "typcollation": number(18), "typsubscript": function(19), "typanalyze": function(20),
        ]
    }

    private func fill(_ relation: CatalogRelation) throws {
        // The result of a function is not a relation.
        guard relation.kind != "f" else { return }
        let isTable = relation.kind == "r"
        try insert(
            "pg_class",
            [
                "oid": .oid(relation.oid), "relname": .text(relation.name),
                "relnamespace": .oid(names.schemaOID(relation.schema)),
                "reltype": relation.isService ? .oid(relation.rowTypeOID) : 0, "relowner": 10,
                "relam": isTable ? 2 : 0, "relfilenode": isTable ? .oid(relation.oid) : 0,
                "reltuples": -1, "relhasindex": .integer(relation.key.isEmpty ? 0 : 1),
                "relpersistence": "p", "relkind": .text(relation.kind),
                "relnatts": .integer(Int64(relation.columns.count)),
                "relhasrules": .integer(isTable ? 0 : 1), "relispopulated": true,
                "relreplident": relation.isService ? "d" : "n",
            ])
        for (index, column) in relation.columns.enumerated() {
            try insert(attribute: column, number: index + 1, of: relation.oid)
        }
        try insert(
            isTable ? "pg_tables" : "pg_views",
            isTable
                ? [
                    "schemaname": .text(relation.schema), "tablename": .text(relation.name),
                    "tableowner": "workql", "hasindexes": .integer(relation.key.isEmpty ? 0 : 1),
                    "hasrules": false, "hastriggers": false, "rowsecurity": false,
                ]
                : [
                    "schemaname": .text(relation.schema), "viewname": .text(relation.name),
                    "viewowner": "workql",
                ])
        guard relation.isService else { return }
        try fillService(relation)
    }

    private func insert(
        attribute column: CatalogRelation.Column, number: Int, of relation: UInt32,
        isNotNull: Bool? = nil
    ) throws {
        let type = CatalogType.numbered[column.typeOID] ?? CatalogType.named["text"]
        guard let fields = type?.fields else { return }
        try insert(
            "pg_attribute",
            [
                "attrelid": .oid(relation), "attname": .text(column.name),
                "atttypid": .oid(column.typeOID), "attstattarget": -1,
                "attlen": .integer(Int64(fields[2]) ?? -1),
                "attnum": .integer(Int64(number)), "attcacheoff": -1, "atttypmod": -1,
                "attbyval": .integer(fields[3] == "t" ? 1 : 0), "attalign": .text(fields[16]),
                "attstorage": .text(fields[17]),
                "attnotnull": .integer(isNotNull ?? column.isNotNull ? 1 : 0),
                "attislocal": true, "attcollation": .integer(Int64(fields[18]) ?? 0),
                "attndims": column.type.isArray && !column.type.isVector ? 1 : 0,
            ])
    }

    private func fillService(_ relation: CatalogRelation) throws {
        try insert(
            "pg_stat_user_tables",
            [
                "relid": .oid(relation.oid), "schemaname": "public",
                "relname": .text(relation.name), "seq_scan": 0, "seq_tup_read": 0,
                "n_tup_ins": 0, "n_tup_upd": 0, "n_tup_del": 0, "n_tup_hot_upd": 0,
                "n_live_tup": 0, "n_dead_tup": 0,
            ])
        let row: [String: RowValue] = [
            "typnamespace": .oid(CatalogNames.publicOID), "typowner": 10, "typlen": -1,
            "typisdefined": true, "typdelim": ",", "typtypmod": -1, "typalign": "d",
            "typstorage": "x",
        ]
        func function(_ name: String) -> RowValue { .oid(CatalogType.functionOIDs[name] ?? 0) }
        try insert(
            "pg_type",
            row.merging([
                "oid": .oid(relation.rowTypeOID), "typname": .text(relation.name),
                "typtype": "c", "typcategory": "C", "typrelid": .oid(relation.oid),
                "typarray": .oid(relation.arrayTypeOID), "typinput": function("record_in"),
                "typoutput": function("record_out"), "typreceive": function("record_recv"),
                "typsend": function("record_send"),
            ]) { $1 })
        try insert(
            "pg_type",
            row.merging([
                "oid": .oid(relation.arrayTypeOID), "typname": .text("_" + relation.name),
                "typtype": "b", "typcategory": "A", "typelem": .oid(relation.rowTypeOID),
                "typinput": function("array_in"), "typoutput": function("array_out"),
                "typreceive": function("array_recv"), "typsend": function("array_send"),
                "typsubscript": function("array_subscript_handler"),
                "typanalyze": function("array_typanalyze"),
            ]) { $1 })
        let comments = [relation.comment] + relation.columns.map(\.comment)
        for (number, comment) in comments.enumerated() {
            guard let comment else { continue }
            try insert(
                "pg_description",
                [
                    "objoid": .oid(relation.oid), "classoid": 1259,
                    "objsubid": .integer(Int64(number)), "description": .text(comment),
                ])
        }
        if !relation.key.isEmpty { try fillKey(of: relation) }
    }

    private func fillKey(of relation: CatalogRelation) throws {
        let count = Int64(relation.key.count)
        let numbers = relation.key.map { $0 + 1 }
        try insert(
            "pg_class",
            [
                "oid": .oid(relation.indexOID), "relname": .text(relation.keyName),
                "relnamespace": .oid(CatalogNames.publicOID), "relowner": 10, "relam": 403,
                "relfilenode": .oid(relation.indexOID), "relpages": 1, "relpersistence": "p",
                "relkind": "i",
                "relnatts": .integer(count), "relispopulated": true, "relreplident": "n",
            ])
        for (index, column) in relation.key.enumerated() {
            try insert(
                attribute: relation.columns[column], number: index + 1, of: relation.indexOID,
                isNotNull: false)
        }
        try insert(
            "pg_index",
            [
                "indexrelid": .oid(relation.indexOID), "indrelid": .oid(relation.oid),
                "indnatts": .integer(count), "indnkeyatts": .integer(count), "indisunique": true,
                "indisprimary": true, "indimmediate": true, "indisvalid": true,
                "indisready": true, "indislive": true, "indkey": .array(numbers),
                "indcollation": .array(numbers.map { _ in 100 }),
                "indclass": .array(numbers.map { _ in 3126 }),
                "indoption": .array(numbers.map { _ in 0 }),
            ])
        try insert(
            "pg_constraint",
            [
                "oid": .oid(relation.constraintOID), "conname": .text(relation.keyName),
                "connamespace": .oid(CatalogNames.publicOID), "contype": "p",
                "convalidated": true, "conrelid": .oid(relation.oid),
                "conindid": .oid(relation.indexOID), "confupdtype": " ", "confdeltype": " ",
                "confmatchtype": " ", "conislocal": true, "connoinherit": true,
                "conkey": .array(numbers),
            ])
        try insert(
            "pg_indexes",
            [
                "schemaname": "public", "tablename": .text(relation.name),
                "indexname": .text(relation.keyName),
                "indexdef": .text(relation.indexDefinition),
            ])
    }

    func fillSession(_ facts: SessionFacts) throws {
        try insert(
            "pg_database",
            [
                "oid": .oid(CatalogNames.databaseOID), "datname": .text(facts.database),
                "datdba": .oid(CatalogNames.ownerOID), "encoding": 6, "datlocprovider": "c",
                "datallowconn": true, "datconnlimit": -1, "dattablespace": 1663,
                "datcollate": "C", "datctype": "C",
            ])
        var settings = CatalogSettings.defaults.merging(facts.settings) { $1 }
        settings.merge(session.changes) { $1 }
        let written = [
            "timezone": "TimeZone", "datestyle": "DateStyle", "intervalstyle": "IntervalStyle",
        ]
        for (name, value) in settings {
            try insert(
                "pg_settings",
                [
                    "name": .text(written[name] ?? name), "setting": .text(value),
                    "unit": VariableForm.form(of: name)?.unit.map(RowValue.text) ?? .null,
                    "context": "user",
                    "vartype": .text(VariableForm.form(of: name)?.type ?? "string"),
                    "source": "default",
                    "boot_val": .text(value), "reset_val": .text(value), "pending_restart": false,
                ])
        }
        let role: [String: RowValue] = [
            "oid": .oid(CatalogNames.ownerOID), "rolname": .text(facts.user), "rolsuper": false,
            "rolinherit": true, "rolcreaterole": false, "rolcreatedb": false,
            "rolcanlogin": true, "rolreplication": false, "rolconnlimit": -1,
            "rolpassword": "********", "rolbypassrls": false,
        ]
        try insert("pg_roles", role)
        try insert(
            "pg_user",
            [
                "usename": .text(facts.user), "usesysid": .oid(CatalogNames.ownerOID),
                "usecreatedb": false, "usesuper": false, "userepl": false,
                "usebypassrls": false, "passwd": "********",
            ])
        try insert(
            "pg_stat_activity",
            [
                "datid": .oid(CatalogNames.databaseOID), "datname": .text(facts.database),
                "pid": .integer(Int64(facts.processID)), "usesysid": .oid(CatalogNames.ownerOID),
                "usename": .text(facts.user), "state": "active",
                "application_name": .text(facts.settings["application_name"] ?? ""),
                "backend_type": "client backend",
            ])
    }
}

extension CatalogRelation {
    /// The index of the key as pg_get_indexdef writes it.
    var indexDefinition: String {
        "CREATE UNIQUE INDEX \(keyName) ON public.\(name) USING btree (\(keyColumns))"
    }
}
