import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

/// Cursors, COPY and EXPLAIN.
extension ClientSession {
    func handle(cursor statement: SessionStatement, of portal: Portal) async throws {
        switch statement {
        case .declare(let declaration):
            let name = declaration.name
            guard declaration.outlives || transaction != .idle else {
                throw UserError(
                    state: "25P01", "DECLARE CURSOR can only be used in transaction blocks",
                    help: "write BEGIN before it, or WITH HOLD")
            }
            guard portals[name] == nil else {
                throw UserError(state: "42P03", "cursor \"\(name)\" already exists")
            }
            let cursor = Portal(
                try inner(portal, declaration.query), parameters: portal.parameters,
                formats: [declaration.isBinary ? 1 : 0])
            cursor.outlives = declaration.outlives
            cursor.canScroll = declaration.canScroll
            cursor.columns = try await columns(of: cursor, isUnbound: false)
            portals[name] = cursor
            output.commandComplete("DECLARE CURSOR")
        case .close(let name):
            if let name {
                guard try cursor(name) !== portal else {
                    throw UserError(state: "24000", "cannot drop active portal \"\(name)\"")
                }
                portals[name] = nil
                output.commandComplete("CLOSE CURSOR")
            } else {
                // The statement's own portal is still in use.
                portals = portals.filter { $0.value === portal }
                output.commandComplete("CLOSE CURSOR ALL")
            }
        default: break
        }
    }

    /// The statement inside of another one.
    ///
    /// - Parameter types: of its parameters; nil where it has those of the statement around it.
    func inner(
        _ portal: Portal, _ range: Range<Int>, types: [UInt32]? = nil
    ) throws(UserError) -> ClientStatement {
        // With spaces in the place of what is before it, offsets in it are those in the outer text.
        let blank = [UInt8](repeating: UInt8(ascii: " "), count: range.lowerBound)
        let text = String(
            decoding: blank + Array(portal.statement.text.utf8)[range], as: UTF8.self)
        let statement = try ClientStatement(text, types: types ?? portal.statement.types)
        guard case .query = statement.kind else {
            throw UserError(state: "42601", "the statement is not a query", at: range.lowerBound)
        }
        _ = try statementHandler(of: statement)
        return statement
    }

    // MARK: COPY

    func run(_ copy: SessionStatement.CopyStatement, of portal: Portal) async throws {
        let statement: ClientStatement
        if let range = copy.query {
            statement = try inner(portal, range)
        } else {
            statement = try ClientStatement(copy.table ?? "")
        }
        let source = Portal(statement, parameters: portal.parameters)
        do { try await open(source) } catch var error as UserError {
            // The query for a table is not what the client wrote.
            if copy.query == nil { error.offset = nil }
            throw error
        }
        let columns = source.columns ?? []
        let form = try form(of: copy, columns)
        let isBinary = form == .copyBinary
        output.copyOut(columns: columns.count, isBinary: isBinary)
        var header: [UInt8] = []
        switch form {
        case .copyBinary:
            header = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + Array(repeating: 0, count: 8)
        case .copyText(let text) where text.hasHeader, .copyCSV(let text) where text.hasHeader:
            for (index, column) in columns.enumerated() {
                if index > 0 { header.append(text.delimiter) }
                if form == .copyCSV(text) {
                    text.appendCSV(Array(column.name.utf8), isOnly: false, to: &header)
                } else {
                    text.appendEscaped(Array(column.name.utf8), to: &header)
                }
            }
            header.append(UInt8(ascii: "\n"))
        default: break
        }
        if !isBinary, !header.isEmpty { output.message("d") { $0 += header } }
        let (count, _) = try await stream(
            source, 0, as: form, after: isBinary ? header : [])
        if isBinary {
            output.message("d") { bytes in
                if count == 0 { bytes += header }
                bytes.append(integer: Int16(-1))
            }
        }
        output.message("c")
        output.commandComplete("COPY \(count)")
    }

    /// Returns the form of the rows, in which it is known where the quoted columns are.
    private func form(
        of copy: SessionStatement.CopyStatement, _ columns: [ServerColumn]
    ) throws(UserError) -> RowForm {
        guard case .copyCSV(var text) = copy.form else { return copy.form }
        for name in text.quotedNames {
            let indices = columns.indices.filter { columns[$0].name == name }
            guard !indices.isEmpty else {
                throw UserError(
                    state: copy.query == nil ? "42P10" : "42703",
                    copy.query == nil
                        ? "FORCE_QUOTE column \"\(name)\" not referenced by COPY"
                        : "column \"\(name)\" does not exist")
            }
            text.quotedColumns.formUnion(indices)
        }
        if text.quotesAll { text.quotedColumns = Set(columns.indices) }
        return .copyCSV(text)
    }

    // MARK: EXPLAIN

    /// Returns the plan as lines, the first of which has PostgreSQL's form: its costs are numbers
    /// of calls, the lower bound of any plan and those of this one.
    func explanation(
        _ options: SessionStatement.ExplainOptions, of portal: Portal, _ range: Range<Int>
    ) async throws -> [String] {
        let inner = try inner(portal, range)
        if case .catalog = try statementHandler(of: inner) {
            return options.isJSON
                ? [PlanText.json(node: "Catalog", from: 0, to: 0, rows: 0, calls: [])]
                : ["Catalog  (cost=0.00..0.00 rows=0 width=0)"]
        }
        guard let query = try query(of: try parsed(inner)) else {
            throw UserError(state: "42601", "the statement is not a query")
        }
        var session = engine(portal.parameters)
        let plan: Plan
        let isAlone: Bool
        let forPeople: Int
        if options.isAnalysis {
            (plan, isAlone, forPeople) = try await planToRun(query, in: &session)
        } else {
            (plan, isAlone) = try self.plan(query, in: session)
            forPeople = try callsForPeople(of: query, plan, isStoreAlone: isAlone)
        }
        let (lowest, calls) = (plan.lowerBound + forPeople, plan.calls + forPeople)
        let cost = "cost=\(lowest).00..\(calls).00"
        var lines: [String]
        if options.isAnalysis, !isAlone {
            lines = try await analysis(of: query, by: plan, in: &session, after: forPeople)
        } else {
            lines = await session.report(on: plan, showsCalls: options.showsCalls).lines
        }
        if isAlone { lines.insert("from the store alone", at: 0) }
        if forPeople > 0 {
            lines.insert(counted(forPeople, "call") + " for the people whom you see", at: 0)
        }
        if options.isJSON {
            return [
                PlanText.json(
                    node: "WorkQL", from: lowest, to: calls, rows: 0, calls: lines)
            ]
        }
        // Which rows exist for the user is known after the calls for the people.
        let isLeast = plan.isLeast || forPeople > 0 && !options.isAnalysis
        let least = isLeast && !isAlone ? ", calls at least" : ", calls"
        return ["WorkQL  (\(cost) rows=0 width=0)\(least)"] + lines.map { "  " + $0 }
    }
}

extension ClientSession {
    /// Runs a query within the budgets, and returns its plan with what it cost.
    private func analysis(
        of query: Query, by plan: Plan, in session: inout ScriptSession,
        after callsForPeople: Int
    ) async throws -> [String] {
        var spending = Spending(callsForPeople: callsForPeople)
        try grant(plan, to: &session, &spending)
        let statement = Statement(.explain(query, .analysis))
        do {
            let outcome = try await control.run {
                [session] () async -> Result<ScriptSession.Outcome<ValueCollector>, UserError> in
                var session = session
                do throws(UserError) {
                    return .success(try await session.run(statement, into: ValueCollector()))
                } catch {
                    return .failure(error)
                }
            }
            settle(outcome.statistics, spending, nil)
            return outcome.writer.rows.compactMap { row in
                if case .text(let bytes)? = row.first {
                    String(decoding: bytes, as: UTF8.self)
                } else {
                    nil
                }
            }
        } catch {
            settle(spent(by: error, spending), spending, error)
            throw await explained(error, plan, spending)
        }
    }
}

/// Plans in the formats for programs.
private enum PlanText {
    static func json(node: String, from: Int, to: Int, rows: Int, calls lines: [String]) -> String {
        let list = lines.map { "\"" + escaped($0) + "\"" }.joined(separator: ", ")
        return """
            [{"Plan": {"Node Type": "\(node)", "Startup Cost": \(from).00, "Total Cost": \(to).00, \
            "Plan Rows": \(rows), "Plan Width": 0, "Lines": [\(list)]}}]
            """
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            default: scalar.value < 0x20 ? " " : String(scalar)
            }
        }.joined()
    }
}
