import Foundation
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite

/// A function that statements of the catalog can call, and the type of its result.
struct CatalogFunction {
    let function: ScalarFunction
    let type: ServerType

    init(
        _ name: String, _ type: ServerType, arity: Int? = nil,
        _ call: @escaping (ScalarFunction.Arguments) -> ScalarFunction.Result
    ) {
        function = ScalarFunction(name: name, arity: arity, isDeterministic: false, call: call)
        self.type = type
    }

    /// Returns the functions for a connection.
    static func all(_ names: CatalogNames, _ session: CatalogSession) -> [CatalogFunction] {
        ofSession(session) + ofObjects(names)
            + CatalogPrivilege(names: names, session: session).functions + ofText + arrays
            + constants + [rowCount]
    }

    /// The result type of each function, by its name in SQLite.
    static let types: [String: ServerType] = {
        let facts = SessionFacts(
            user: "", database: "", processID: 0, settings: [:], catalog: .builtIn)
        let functions = Self.all(CatalogNames(services: []), CatalogSession(facts: facts))
        return Dictionary(
            functions.map { ($0.function.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    }()

    // MARK: The session

    private static func ofSession(_ session: CatalogSession) -> [CatalogFunction] {
        let values = SessionFacts.functions.map { function in
            CatalogFunction(function.name, function.type) { _ in
                switch function.value(session.facts) {
                case .integer(let value): .integer(Int(value))
                case .text(let value): .text(value)
                default: .null
                }
            }
        }
        return values + [
            CatalogFunction("current_schemas", .names) { arguments in
                .text(
                    arguments.integer(0) == 1
                        ? "[\"pg_catalog\",\"public\"]" : "[\"public\"]")
            },
            CatalogFunction("current_setting", .text) { arguments in
                guard let name = arguments.text(0) else { return .null }
                if let value = session.setting(name) { return .text(value) }
                if arguments.count > 1, arguments.integer(1) == 1 { return .null }
                return .error("42704:unrecognized configuration parameter \"\(name)\"")
            },
            CatalogFunction("set_config", .text, arity: 3) { arguments in
                guard let name = arguments.text(0), let value = arguments.text(1) else {
                    return .null
                }
                session.changes[name.lowercased()] = value
                return .text(value)
            },
            CatalogFunction("pg_get_userbyid", .name, arity: 1) { arguments in
                guard let oid = arguments.integer(0) else { return .null }
                return .text(
                    oid == Int(CatalogNames.ownerOID)
                        ? session.facts.user : "unknown (OID=\(oid))")
            },
            CatalogFunction("now", .timestamptz, arity: 0) { _ in .text(Self.now) },
            CatalogFunction("pg_postmaster_start_time", .timestamptz, arity: 0) { _ in
                .text(Self.now)
            },
        ]
    }

    private static var now: String {
        Date.now.formatted(.iso8601.dateTimeSeparator(.space)).replacing("Z", with: "+00")
    }

    // MARK: Objects

    private static func ofObjects(_ names: CatalogNames) -> [CatalogFunction] {
        func oid(_ arguments: ScalarFunction.Arguments, _ index: Int = 0) -> UInt32? {
            arguments.integer(index).flatMap { UInt32(exactly: $0) }
        }
        let visible = [
            "pg_table_is_visible", "pg_type_is_visible", "pg_function_is_visible",
            "pg_collation_is_visible", "pg_operator_is_visible", "pg_opclass_is_visible",
            "pg_opfamily_is_visible", "pg_conversion_is_visible", "pg_statistics_obj_is_visible",
            "pg_ts_config_is_visible", "pg_ts_dict_is_visible", "pg_ts_parser_is_visible",
            "pg_ts_template_is_visible",
        ].map { name in
            CatalogFunction(name, .boolean, arity: 1) { arguments in
                guard let oid = oid(arguments) else { return .null }
                return .boolean(names.relation(oid)?.schema != "information_schema")
            }
        }
        let objects = [
            ("regclass", "42P01", "relation"), ("regtype", "42704", "type"),
            ("regproc", "42883", "function"), ("regprocedure", "42883", "function"),
            ("regoperator", "42883", "operator"), ("regnamespace", "3F000", "schema"),
        ].flatMap { name, state, noun -> [CatalogFunction] in
            let type: ServerType =
                ["regclass": .regclass, "regtype": .regtype, "regnamespace": .regnamespace][name]
                ?? .regproc
            func find(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result? {
                if let number = arguments.integer(0), number != 0 { return .integer(number) }
                guard let text = arguments.text(0) else { return .null }
                return names.oid(of: text, as: name).map { .integer(Int($0)) }
            }
            return [
                CatalogFunction(name, type, arity: 1) { arguments in
                    find(arguments)
                        ?? .error("\(state):\(noun) \"\(arguments.text(0) ?? "")\" does not exist")
                },
                CatalogFunction("to_\(name)", type, arity: 1) { find($0) ?? .null },
            ]
        }
        return visible + objects + [
            CatalogFunction("regrole", .regrole, arity: 1) { _ in
                .integer(Int(CatalogNames.ownerOID))
            },
            CatalogFunction("workql_name_of", .text, arity: 2) { arguments in
                guard let kind = arguments.text(0), let oid = oid(arguments, 1) else {
                    return .null
                }
                return .text(names.text(of: oid, as: kind))
            },
            CatalogFunction("format_type", .text, arity: 2) { arguments in
                guard let oid = oid(arguments) else { return .null }
                if oid == 0 { return .text("-") }
                guard let plain = names.typeName(oid) else { return .text("???") }
                if arguments.isNull(1) { return .text(plain) }
                return names.typeName(oid, modifier: arguments.integer(1)).map { .text($0) }
                    ?? .error("XX000:invalid modifier of \(plain)")
            },
            CatalogFunction("obj_description", .text) { arguments in
                guard let oid = oid(arguments), let comment = names.comment(oid) else {
                    return .null
                }
                let isRelation = arguments.count < 2 || arguments.text(1) == "pg_class"
                return isRelation ? .text(comment) : .null
            },
            CatalogFunction("col_description", .text, arity: 2) { arguments in
                guard let oid = oid(arguments), let number = arguments.integer(1), number > 0,
                    let comment = names.comment(oid, column: number)
                else { return .null }
                return .text(comment)
            },
            CatalogFunction("pg_get_constraintdef", .text) { arguments in
                guard let oid = oid(arguments),
                    let relation = names.services.first(where: { $0.constraintOID == oid })
                else { return .null }
                return .text("PRIMARY KEY (\(relation.keyColumns))")
            },
            CatalogFunction("pg_get_indexdef", .text) { arguments in
                guard let oid = oid(arguments),
                    let relation = names.services.first(where: { $0.indexOID == oid })
                else { return .null }
                let number = arguments.count > 1 ? arguments.integer(1) ?? 0 : 0
                guard number > 0 else {
                    let isPretty = arguments.count > 2 && arguments.integer(2) == 1
                    return .text(
                        isPretty
                            ? relation.indexDefinition.replacing("ON public.", with: "ON ")
                            : relation.indexDefinition)
                }
                return number <= relation.key.count
                    ? .text(relation.columns[relation.key[number - 1]].name) : .text("")
            },
        ]
    }

    // MARK: Functions that are the same for every session

    /// The number of rows of LIMIT or OFFSET, and the clause.
    private static var rowCount: CatalogFunction {
        CatalogFunction("workql_row_count", .int8, arity: 2) { arguments in
            let clause = arguments.text(1) ?? ""
            if arguments.isNull(0) { return .integer(clause == "LIMIT" ? -1 : 0) }
            var number = arguments.integer(0)
            if let text = arguments.text(0), number.map(String.init) != text {
                number =
                    arguments.isText(0)
                    ? Int(text.trimmingCharacters(in: .whitespaces))
                    : Double(text).flatMap { Int(exactly: $0.rounded(.toNearestOrAwayFromZero)) }
            }
            guard let number else {
                return .error("22P02:'\(arguments.text(0) ?? "")' is not a number of rows")
            }
            guard number < 0 else { return .integer(number) }
            return .error("\(clause == "LIMIT" ? "2201W" : "2201X"):\(clause) must not be negative")
        }
    }

    private static var constants: [CatalogFunction] {
        func constant(
            _ type: ServerType, _ result: ScalarFunction.Result, _ names: String...
        ) -> [CatalogFunction] {
            names.map { name in CatalogFunction(name, type) { _ in result } }
        }
        let nothing = constant(
            .text, .null, "pg_get_expr", "shobj_description", "pg_get_partkeydef",
            "pg_get_functiondef", "pg_get_triggerdef", "pg_get_ruledef",
            "pg_get_statisticsobjdef_columns", "pg_get_statisticsobjdef", "pg_get_serial_sequence",
            "pg_get_function_arguments", "pg_get_function_identity_arguments",
            "pg_get_function_result", "pg_get_partition_constraintdef",
            "pg_describe_object", "inet_server_addr", "inet_client_addr", "inet_server_port",
            "inet_client_port", "pg_get_function_sqlbody",
            "pg_collation_actual_version", "pg_database_collation_actual_version")
        let zeros = constant(
            .int8, .integer(0), "pg_relation_size", "pg_total_relation_size", "pg_table_size",
            "pg_indexes_size", "pg_database_size", "pg_tablespace_size", "pg_stat_get_numscans",
            "pg_stat_get_live_tuples", "pg_stat_get_dead_tuples", "age", "pg_my_temp_schema",
            "txid_current", "mxid_age", "pg_stat_get_tuples_returned", "pg_relation_filenode")
        let falsehoods = constant(
            .boolean, .boolean(false), "pg_is_in_recovery", "pg_is_other_temp_schema",
            "pg_relation_is_publishable", "pg_terminate_backend", "pg_cancel_backend",
            "pg_try_advisory_lock", "pg_advisory_unlock", "pg_index_column_has_property",
            "pg_index_has_property", "pg_indexam_has_property")
        let voids = constant(
            .void, .text(""), "pg_advisory_unlock_all", "pg_advisory_lock",
            "pg_stat_clear_snapshot",
            "pg_notify")
        return nothing + zeros + falsehoods + voids + [
            CatalogFunction("pg_get_viewdef", .text) { _ in .text("") },
            CatalogFunction("pg_tablespace_location", .text) { _ in .text("") },
            CatalogFunction("pg_encoding_to_char", .name, arity: 1) { arguments in
                .text(arguments.integer(0) == 6 ? "UTF8" : "")
            },
            CatalogFunction("pg_char_to_encoding", .int4, arity: 1) { _ in .integer(6) },
            CatalogFunction("pg_size_pretty", .text, arity: 1) { arguments in
                arguments.integer(0).map { .text(Self.pretty($0)) } ?? .null
            },
        ]
    }

    /// A size in bytes as PostgreSQL writes it: the first unit of which there are fewer than 10,240.
    private static func pretty(_ bytes: Int) -> String {
        var halves = bytes.magnitude >> 9
        guard bytes.magnitude >= 10 * 1024 else { return "\(bytes) bytes" }
        var units = ["kB", "MB", "GB", "TB", "PB"][...]
        while halves >= 20 * 1024 - 1, units.count > 1 {
            halves >>= 10
            units.removeFirst()
        }
        return "\(bytes < 0 ? "-" : "")\((halves + 1) / 2) \(units[units.startIndex])"
    }
}
