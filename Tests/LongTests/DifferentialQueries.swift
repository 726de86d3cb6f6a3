import TestSupport

/// Builds random queries over the tables of ``DifferentialTables``, limited to those with a defined
/// answer: windows and LIMIT occur only where the order is defined, and no column mixes integers
/// with reals, of which DISTINCT would keep either.
///
/// A table is written as `{a}`, which the caller replaces by its name. Differences intended by the
/// dialect are left out:
///
/// - Operands are in parentheses: `||` and the comparisons have different precedence.
/// - Texts are not compared with numbers, which the dialect refuses for literals.
/// - Every column of a grouped query is a key or inside an aggregate.
/// - The names of results are unique: SQLite parses `HAVING n` as `max(n) AS n`.
/// - INTERSECT is not mixed with UNION and EXCEPT.
/// - Named windows, EXCLUDE in frames, rows as values, NATURAL and blobs do not occur.
struct DifferentialQueries {
    enum Kind: CaseIterable {
        case integer, real, text, boolean
    }

    /// An operand of an expression: a column, a key of a group or an aggregate.
    struct Atom {
        var text: String
        var kind: Kind
    }

    struct Scope {
        var atoms: [Atom]
        /// Whether subqueries may use the atoms.
        var isRows = true
    }

    /// A query and the names and kinds of its columns.
    struct Built {
        var text: String
        var columns: [(name: String, kind: Kind)]
        var isOrdered = false
    }

    var numbers: SplitMix64
    private var count = 0
    private var common: [(name: String, columns: [(name: String, kind: Kind)])] = []

    init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &numbers) < percent
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &numbers)]
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &numbers)
    }

    mutating func fresh(_ prefix: String) -> String {
        count += 1
        return "\(prefix)\(count)"
    }

    /// A whole statement.
    mutating func statement() -> Built {
        count = 0
        common = []
        var tables: [String] = []
        while tables.count < 2, chance(20) {
            let name = fresh("c")
            var query = body(depth: 2, isTop: false)
            if chance(30) {
                let names = query.columns.map { _ in fresh("k") }
                tables.append("\(name)(\(names.joined(separator: ", "))) AS (\(query.text))")
                query.columns = zip(names, query.columns).map { ($0, $1.kind) }
            } else {
                tables.append("\(name) AS (\(query.text))")
            }
            common.append((name, query.columns))
        }
        var query = body(depth: 3, isTop: true)
        if !tables.isEmpty { query.text = "WITH \(tables.joined(separator: ", ")) \(query.text)" }
        return query
    }

    // MARK: - Queries

    private mutating func body(depth: Int, isTop: Bool) -> Built {
        let kinds = (0..<number(1...(isTop ? 4 : 3))).map { _ in pick(Kind.allCases) }
        var built = select(kinds, depth: depth)
        if chance(15) {
            // One operator alone: the precedence of INTERSECT differs.
            let op = pick(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])
            for _ in 0..<number(1...2) {
                built.text += " \(op) \(select(kinds, depth: depth - 1).text)"
            }
        }
        if chance(isTop ? 60 : 25) { order(&built) }
        return built
    }

    /// Orders by all columns, so that the rows after LIMIT are defined.
    private mutating func order(_ built: inout Built) {
        var indices = Array(built.columns.indices)
        indices.shuffle(using: &numbers)
        let orderings = indices.map { index in
            (chance(50) ? "\(index + 1)" : built.columns[index].name)
                + pick(["", " ASC", " DESC"]) + pick(["", "", " NULLS FIRST", " NULLS LAST"])
        }
        built.text += " ORDER BY " + orderings.joined(separator: ", ")
        if chance(40) {
            built.text += " LIMIT \(number(0...12))"
            if chance(40) { built.text += " OFFSET \(number(0...4))" }
        }
        built.isOrdered = true
    }

    private mutating func select(
        _ kinds: [Kind], depth: Int, outer: [Atom] = []
    ) -> Built {
        let (from, rows) = relations(depth: depth)
        var text = ""
        if chance(60) {
            text += " WHERE " + condition(Scope(atoms: rows.atoms + outer), depth: 2)
        }
        var scope = rows
        var windows = 18
        if chance(35) {
            scope = Scope(atoms: [], isRows: false)
            let hasKeys = chance(80)
            // Without keys, SQLite does not accept HAVING if it needs none of the aggregates, and
            // it drops those of windows that are not used.
            if !hasKeys { windows = 0 }
            if hasKeys {
                let keys = (0..<number(1...2)).map { _ in groupKey(rows) }
                scope.atoms += keys
                text += " GROUP BY " + keys.map(\.text).joined(separator: ", ")
            }
            for kind in kinds + [pick(Kind.allCases)] {
                scope.atoms.append(aggregate(kind, rows))
            }
            if hasKeys, chance(30) {
                text += " HAVING " + condition(scope, depth: 1)
            }
        }
        var columns: [(name: String, kind: Kind)] = []
        var items: [String] = []
        for kind in kinds {
            let name = fresh("o")
            let value =
                chance(windows)
                ? window(kind, scope) : expression(kind, scope, depth: number(0...2))
            items.append("\(value) AS \(name)")
            columns.append((name, kind))
        }
        let distinct = chance(15) ? "DISTINCT " : ""
        return Built(
            text: "SELECT \(distinct)\(items.joined(separator: ", ")) FROM \(from)\(text)",
            columns: columns)
    }

    private mutating func groupKey(_ rows: Scope) -> Atom {
        let atom = pick(rows.atoms)
        guard chance(25) else { return atom }
        switch atom.kind {
        case .integer: return Atom(text: "(\(atom.text) % 3)", kind: .integer)
        case .text: return Atom(text: "lower(\(atom.text))", kind: .text)
        case .real: return Atom(text: "(\(atom.text) > 1.5)", kind: .boolean)
        case .boolean: return Atom(text: "(\(atom.text) IS NULL)", kind: .boolean)
        }
    }

    // MARK: - FROM

    private static let tables: [(name: String, columns: [(name: String, kind: Kind)])] = [
        ("a", [("id", .integer), ("n", .integer), ("x", .real), ("s", .text)]),
        ("b", [("id", .integer), ("k", .integer), ("y", .real), ("t", .text)]),
        ("c", [("id", .integer), ("n", .integer), ("s", .text), ("ok", .boolean)]),
    ]

    private mutating func relations(depth: Int) -> (String, Scope) {
        if chance(15) { return using() }
        var (text, scope) = relation(depth: depth)
        let joins = pick([0, 0, 0, 1, 1, 2])
        for _ in 0..<joins {
            let (other, more) = relation(depth: depth - 1)
            let both = scope.atoms + more.atoms
            let kind = pick([
                "JOIN", "INNER JOIN", "LEFT JOIN", "LEFT OUTER JOIN", "RIGHT JOIN", "FULL JOIN",
                "CROSS JOIN",
            ])
            if joins == 1, kind == "CROSS JOIN", chance(50) {
                text += ", \(other)"
            } else {
                text += " \(kind) \(other)"
            }
            if kind != "CROSS JOIN" {
                text += " ON " + pairing(scope.atoms, more.atoms, both)
            }
            scope.atoms = both
        }
        return (text, scope)
    }

    /// Usually an equality of the two sides, as in typical joins.
    private mutating func pairing(_ left: [Atom], _ right: [Atom], _ both: [Atom]) -> String {
        let one = pick(left)
        let others = right.filter { $0.kind == one.kind }
        guard !others.isEmpty, chance(85) else { return condition(Scope(atoms: both), depth: 1) }
        let equality = "\(one.text) = \(pick(others).text)"
        guard chance(25) else { return equality }
        return "(\(equality)) AND \(condition(Scope(atoms: both), depth: 0))"
    }

    private mutating func using() -> (String, Scope) {
        var text = ""
        var atoms: [Atom] = [Atom(text: "id", kind: .integer)]
        for index in 0..<number(2...3) {
            let table = Self.tables[index]
            let alias = fresh("r")
            if index > 0 {
                text += " " + pick(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]) + " "
            }
            text += "{\(table.name)} AS \(alias)"
            if index > 0 { text += " USING (id)" }
            atoms += table.columns.map { Atom(text: "\(alias).\($0.name)", kind: $0.kind) }
        }
        return (text, Scope(atoms: atoms))
    }

    private mutating func relation(depth: Int) -> (String, Scope) {
        let alias = fresh("r")
        var columns: [(name: String, kind: Kind)]
        var text: String
        if !common.isEmpty, chance(45) {
            let table = pick(common)
            (text, columns) = (table.name, table.columns)
        } else if depth > 1, chance(18) {
            let query = body(depth: depth - 1, isTop: false)
            (text, columns) = ("(\(query.text))", query.columns)
        } else {
            let table = pick(Self.tables)
            (text, columns) = ("{\(table.name)}", table.columns)
        }
        text += " AS \(alias)"
        let atoms = columns.map { Atom(text: "\(alias).\($0.name)", kind: $0.kind) }
        return (text, Scope(atoms: atoms))
    }

    // MARK: - Conditions

    mutating func condition(_ scope: Scope, depth: Int) -> String {
        if depth > 0, chance(45) {
            switch number(0...4) {
            case 0: return "NOT (\(condition(scope, depth: depth - 1)))"
            case 1, 2:
                return "(\(condition(scope, depth: depth - 1))) AND "
                    + "(\(condition(scope, depth: depth - 1)))"
            default:
                return "(\(condition(scope, depth: depth - 1))) OR "
                    + "(\(condition(scope, depth: depth - 1)))"
            }
        }
        let not = chance(35) ? "NOT " : ""
        switch number(0...9) {
        case 0:
            return "\(expression(pick(Kind.allCases), scope, depth: depth)) IS \(not)NULL"
        case 1:
            let kind = pick([Kind.integer, .real, .text])
            return "\(value(kind, scope, depth)) \(not)BETWEEN \(value(kind, scope, 0)) "
                + "AND \(value(kind, scope, 0))"
        case 2:
            let kind = pick([Kind.integer, .real, .text])
            let list = (0..<number(1...4)).map { _ in chance(8) ? "NULL" : literal(kind) }
            return "\(value(kind, scope, depth)) \(not)IN (\(list.joined(separator: ", ")))"
        case 3:
            let pattern = pick(["张%", "%三", "_", "%a%", "A_", "%", "", "李_", "%%b", "🙂%"])
            return "\(value(.text, scope, depth)) \(not)LIKE '\(pattern)'"
        case 4:
            return "\(expression(.boolean, scope, depth: 0)) IS \(not)\(pick(["TRUE", "FALSE"]))"
        case 5 where depth > 0:
            // The same kind on both sides: a query that is run first becomes a list, whose values
            // have no affinity, so that ('1' || '') IN (SELECT id FROM …) differs from SQLite.
            let kind = pick([Kind.integer, .real, .text])
            let query = select([kind], depth: 1, outer: outer(scope)).text
            return "\(value(kind, scope, 0)) \(not)IN (\(query))"
        case 6 where depth > 0:
            return "\(not)EXISTS (\(select([.integer], depth: 1, outer: outer(scope)).text))"
        case 7:
            let kind = pick([Kind.integer, .real, .text])
            return "\(value(kind, scope, depth)) IS \(not)DISTINCT FROM \(value(kind, scope, 0))"
        default:
            let op = pick(["=", "<>", "<", "<=", ">", ">="])
            let kind = pick([Kind.integer, .integer, .real, .text])
            // Integers and reals compare as numbers.
            let other = kind == .text ? .text : pick([kind, kind, kind, .integer, .real])
            return "\(value(kind, scope, depth)) \(op) \(value(other, scope, depth))"
        }
    }

    /// Returns the columns that a subquery may use; half of the subqueries use none, and are run
    /// first.
    private mutating func outer(_ scope: Scope) -> [Atom] {
        guard scope.isRows, chance(50) else { return [] }
        // Columns merged by USING have no table's name, and would be another table's inside.
        return scope.atoms.filter { $0.text.contains(".") }
    }

    private mutating func value(_ kind: Kind, _ scope: Scope, _ depth: Int) -> String {
        expression(kind, scope, depth: depth)
    }

    // MARK: - Expressions

    private static let texts = ["张三", "李四", "王五", "a", "A", "ab", "", "🙂", "O''Hara", "10"]

    private mutating func literal(_ kind: Kind) -> String {
        switch kind {
        case .integer:
            let number = number(-3...12)
            return number < 0 ? "(\(number))" : "\(number)"
        case .real: return pick(["0.5", "1.25", "(-0.75)", "2.0", "10.5", "0.0"])
        case .text: return "'\(pick(Self.texts))'"
        case .boolean: return pick(["TRUE", "FALSE"])
        }
    }

    private mutating func leaf(_ kind: Kind, _ scope: Scope) -> String {
        let atoms = scope.atoms.filter { $0.kind == kind }
        return atoms.isEmpty || chance(15) ? literal(kind) : pick(atoms).text
    }

    /// Returns an expression that can be an operand without parentheses.
    mutating func expression(_ kind: Kind, _ scope: Scope, depth: Int) -> String {
        guard depth > 0, chance(75) else { return leaf(kind, scope) }
        func inner(_ kind: Kind, _ queries: inout DifferentialQueries) -> String {
            queries.expression(kind, scope, depth: depth - 1)
        }
        switch number(0...6) {
        case 0:
            let condition = condition(scope, depth: depth - 1)
            let otherwise = chance(70) ? " ELSE \(inner(kind, &self))" : ""
            return "CASE WHEN \(condition) THEN \(inner(kind, &self))\(otherwise) END"
        case 1:
            let operand = pick([Kind.integer, .text])
            let whens = (0..<number(1...2)).map { _ in
                "WHEN \(literal(operand)) THEN \(inner(kind, &self))"
            }
            return "CASE \(inner(operand, &self)) \(whens.joined(separator: " ")) "
                + "ELSE \(pick(["NULL", leaf(kind, scope)])) END"
        case 2:
            let call = pick(["coalesce", "ifnull", "nullif"])
            return "\(call)(\(inner(kind, &self)), \(leaf(kind, scope)))"
        case 3 where scope.isRows:
            return scalar(kind, scope)
        default: break
        }
        switch kind {
        case .integer:
            return switch number(0...8) {
            case 0: "abs(\(inner(.integer, &self)))"
            case 1: "length(\(inner(.text, &self)))"
            case 2: "(- \(leaf(.integer, scope)))"
            case 3: "instr(\(inner(.text, &self)), \(literal(.text)))"
            case 4: "CAST(\(inner(.real, &self)) AS integer)"
            // A text that is not a number is refused; SQLite converts it to 0.
            case 5: "CAST((\(inner(.integer, &self)) || '') AS integer)"
            case 6: "(\(inner(.integer, &self)) \(pick(["/", "%"])) \(leaf(.integer, scope)))"
            default:
                "(\(inner(.integer, &self)) \(pick(["+", "-", "*"])) \(leaf(.integer, scope)))"
            }
        case .real:
            return switch number(0...4) {
            case 0: "round(\(inner(.real, &self)), \(number(0...2)))"
            case 1: "abs(\(inner(.real, &self)))"
            case 2: "CAST(\(inner(.integer, &self)) AS real)"
            case 3: "(\(inner(.real, &self)) / \(leaf(pick([.real, .integer]), scope)))"
            default:
                "(\(inner(.real, &self)) \(pick(["+", "-", "*"])) "
                    + "\(leaf(pick([.real, .integer]), scope)))"
            }
        case .text:
            return switch number(0...5) {
            case 0: "\(pick(["lower", "upper", "trim"]))(\(inner(.text, &self)))"
            case 1: "substr(\(inner(.text, &self)), \(number(-2...3)), \(number(0...2)))"
            case 2: "replace(\(inner(.text, &self)), 'a', '张')"
            case 3: "CAST(\(inner(.integer, &self)) AS text)"
            case 4: "hex(\(inner(.text, &self)))"
            default: "(\(inner(.text, &self)) || \(leaf(pick([.text, .integer]), scope)))"
            }
        case .boolean:
            return "(\(condition(scope, depth: depth - 1)))"
        }
    }

    /// Returns a query of one row as a value.
    private mutating func scalar(_ kind: Kind, _ scope: Scope) -> String {
        let (from, rows) = relations(depth: 1)
        let value = aggregate(kind, rows).text
        var text = "(SELECT \(value) FROM \(from)"
        if chance(70) {
            text += " WHERE " + condition(Scope(atoms: rows.atoms + outer(scope)), depth: 1)
        }
        return text + ")"
    }

    // MARK: - Aggregates and windows

    private mutating func aggregate(_ kind: Kind, _ rows: Scope) -> Atom {
        var rows = rows
        // An aggregate of the outer query's columns would be computed by the outer query.
        rows.isRows = false
        let call: String
        let distinct = chance(25) ? "DISTINCT " : ""
        switch kind {
        case .integer:
            let any = expression(pick(Kind.allCases), rows, depth: 1)
            call = pick([
                "count(*)", "count(\(distinct)\(any))",
                "sum(\(distinct)\(expression(.integer, rows, depth: 1)))",
                "max(\(expression(.integer, rows, depth: 1)))",
            ])
        case .real:
            let real = expression(.real, rows, depth: 1)
            call = pick([
                "avg(\(distinct)\(leaf(pick([.integer, .real]), rows)))", "sum(\(distinct)\(real))",
                "total(\(distinct)\(leaf(.integer, rows)))", "min(\(real))", "max(\(real))",
            ])
        case .text, .boolean:
            call = "\(pick(["min", "max"]))(\(expression(kind, rows, depth: 1)))"
        }
        guard chance(25) else { return Atom(text: call, kind: kind) }
        let filter = condition(rows, depth: 0)
        return Atom(text: "\(call) FILTER (WHERE \(filter))", kind: kind)
    }

    /// Ordered by all columns, so that equal rows are equal in every column.
    private mutating func window(_ kind: Kind, _ scope: Scope) -> String {
        guard !scope.atoms.isEmpty else { return literal(kind) }
        var inner = scope
        inner.isRows = false
        let argument = leaf(kind, inner)
        var hasFrame = chance(60)
        let call: String
        switch number(0...3) {
        case 0:
            call = pick([
                "\(pick(["lag", "lead"]))(\(argument), \(number(0...3)), \(literal(kind)))",
                "\(pick(["lag", "lead"]))(\(argument))",
            ])
            hasFrame = false
        case 1:
            call = pick([
                "first_value(\(argument))", "last_value(\(argument))",
                "nth_value(\(argument), \(number(1...3)))",
            ])
        default:
            switch kind {
            case .integer:
                let ranking = [
                    "row_number()", "rank()", "dense_rank()", "ntile(\(number(1...4)))",
                ]
                if chance(50) {
                    call = pick(ranking)
                    hasFrame = false
                } else {
                    call = pick(["count(*)", "sum(\(argument))", "count(\(argument))"])
                }
            case .real:
                if chance(30) {
                    call = pick(["percent_rank()", "cume_dist()"])
                    hasFrame = false
                } else {
                    call = pick(["avg(\(argument))", "sum(\(argument))", "total(\(argument))"])
                }
            case .text, .boolean: call = "\(pick(["min", "max"]))(\(argument))"
            }
        }
        var filter = ""
        if hasFrame, chance(20), !call.contains("_value") {
            filter = " FILTER (WHERE \(condition(inner, depth: 0)))"
        }
        var parts: [String] = []
        if chance(50) { parts.append("PARTITION BY \(pick(scope.atoms).text)") }
        let keys = scope.atoms.filter { $0.kind == .integer || $0.kind == .real }
        // Among rows of one number the order is not defined.
        if hasFrame, !call.contains("_value"), !keys.isEmpty, chance(35) {
            let key = pick(keys)
            parts.append(
                "ORDER BY \(key.text)" + pick(["", " DESC"])
                    + pick(["", " NULLS LAST", " NULLS FIRST"]))
            parts.append(frame(around: key.kind))
            return "\(call)\(filter) OVER (\(parts.joined(separator: " ")))"
        }
        var atoms = scope.atoms
        atoms.shuffle(using: &numbers)
        let orderings = atoms.map {
            $0.text + pick(["", "", " DESC"]) + pick(["", "", " NULLS LAST", " NULLS FIRST"])
        }
        parts.append("ORDER BY " + orderings.joined(separator: ", "))
        if hasFrame { parts.append(frame()) }
        return "\(call)\(filter) OVER (\(parts.joined(separator: " ")))"
    }

    /// A frame of the rows within a distance of the number by which they are ordered.
    private mutating func frame(around kind: Kind) -> String {
        let distances = kind == .integer ? ["0", "1", "2", "3"] : ["0.5", "1", "2.25"]
        let (before, behind) = (pick(distances), pick(distances))
        let start = number(0...3)
        let first = [
            "UNBOUNDED PRECEDING", "\(before) PRECEDING", "CURRENT ROW", "\(before) FOLLOWING",
        ][start]
        if start < 3, chance(25) { return "RANGE \(first)" }
        let last = [
            "\(behind) PRECEDING", "CURRENT ROW", "\(behind) FOLLOWING", "UNBOUNDED FOLLOWING",
        ]
        return "RANGE BETWEEN \(first) AND \(pick(Array(last[max(start - 1, 0)...])))"
    }

    private mutating func frame() -> String {
        let unit = pick(["ROWS", "GROUPS", "RANGE"])
        // RANGE counts from the only number by which it is ordered; these have several.
        let start =
            unit == "RANGE"
            ? pick(["UNBOUNDED PRECEDING", "CURRENT ROW"])
            : pick(["UNBOUNDED PRECEDING", "\(number(0...3)) PRECEDING", "CURRENT ROW"])
        guard chance(75) else { return "\(unit) \(start)" }
        let end =
            unit == "RANGE"
            ? pick(["UNBOUNDED FOLLOWING", "CURRENT ROW"])
            : pick(["UNBOUNDED FOLLOWING", "\(number(0...3)) FOLLOWING", "CURRENT ROW"])
        return "\(unit) BETWEEN \(start) AND \(end)"
    }
}
