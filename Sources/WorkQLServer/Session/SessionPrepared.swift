import WorkQLSyntax

/// PREPARE and EXECUTE as text: the statements are those of the extended protocol, under the same
/// names.
extension ClientSession {
    /// - Parameter range: where the query stands in the text of the portal's statement.
    func prepare(
        _ name: String, _ types: [String], _ portal: Portal, _ range: Range<Int>
    ) throws(UserError) {
        guard statements[name] == nil else {
            throw UserError(state: "42P05", "prepared statement \"\(name)\" already exists")
        }
        var numbers: [UInt32] = []
        for type in types {
            guard let known = ServerType.written(type) else {
                throw UserError(state: "42704", "type \"\(type)\" does not exist")
            }
            numbers.append(known.oid)
        }
        statements[name] = try inner(portal, range, types: numbers)
    }

    /// The statement with values for its parameters.
    func bound(
        _ statement: ClientStatement, named name: String,
        _ values: [SessionStatement.ExecuteValue], _ formats: [Int16]
    ) throws(UserError) -> Portal {
        guard case .query = statement.kind else {
            throw UserError(state: "0A000", "EXECUTE runs queries, and \"\(name)\" is none")
        }
        let types = try parameterTypes(of: statement)
        guard values.count == types.count else {
            throw UserError(
                state: "42601", "wrong number of parameters for prepared statement \"\(name)\"",
                detail: "Expected \(types.count) parameters but got \(values.count).")
        }
        var parameters: [ServerParameter] = []
        for (index, (value, type)) in zip(values, types).enumerated() {
            var bytes: [UInt8]?
            if case .text(let text) = value { bytes = Array(text.utf8) }
            parameters.append(
                ServerParameter(
                    try ParameterDecoder.value(
                        bytes, of: type, isBinary: false, number: index + 1), type))
        }
        return Portal(statement, parameters: parameters, formats: formats)
    }
}

extension ClientSession {
    /// Keeps the portal of a statement that failed while it ran until the end of its transaction, as
    /// PostgreSQL does. One that cannot be planned has none, and leaves that of an earlier one.
    func keepFailed(_ portal: Portal, after error: UserError) {
        if case .query = portal.statement.kind, error.offset != nil { return }
        portal.hasFailed = true
        portals[""] = transaction == .idle ? nil : portal
    }
}

extension ServerType {
    /// The type of a name as it is written in a statement: `bigint`, `timestamp with time zone`.
    static func written(_ name: String) -> ServerType? {
        let short = [
            "int": "integer", "int2": "smallint", "int4": "integer", "int8": "bigint",
            "float": "double precision", "float4": "real", "float8": "double precision",
            "bool": "boolean", "decimal": "numeric", "char": "character",
            "varchar": "character varying", "timestamp": "timestamp without time zone",
            "timestamptz": "timestamp with time zone", "time": "time without time zone",
            "timetz": "time with time zone",
        ]
        let isArray = name.hasSuffix("[]")
        let stem = isArray ? String(name.dropLast(2)) : name
        let full = (short[stem] ?? stem) + (isArray ? "[]" : "")
        return all.first { $0.name == full }
    }
}
