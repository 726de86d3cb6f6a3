import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLPlanner

/// Regions of random conditions, checked against the conditions themselves, row by row.
@Suite struct RegionTests {
    private static let users = ["a", "b", "c", "d"]
    private static let table = Catalog.builtIn.table("checkin")

    private func column(_ name: String) -> Expression {
        Expression(.column(qualifier: [], name: Name(name)))
    }

    private func constant(_ dice: inout SplitMix64) -> Expression {
        if Int.random(in: 0..<15, using: &dice) == 0 { return Expression(.literal(.null)) }
        return Expression(.literal(.integer(Int64.random(in: 0..<10, using: &dice))))
    }

    private func user(_ dice: inout SplitMix64) -> Expression {
        if Int.random(in: 0..<15, using: &dice) == 0 { return Expression(.literal(.null)) }
        return Expression(.literal(.text(Self.users.randomElement(using: &dice) ?? "a")))
    }

    private func condition(_ dice: inout SplitMix64, depth: Int) -> Expression {
        let kind: Expression.Kind
        switch Int.random(in: 0..<(depth > 0 ? 14 : 9), using: &dice) {
        case 0, 1:
            let op =
                [
                    BinaryOperator.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
                ].randomElement(using: &dice) ?? .equal
            let (left, right) = (column("checkin_time"), constant(&dice))
            kind = Bool.random(using: &dice) ? .binary(op, left, right) : .binary(op, right, left)
        case 2:
            kind = .between(
                column("checkin_time"), low: constant(&dice), high: constant(&dice),
                negated: Bool.random(using: &dice))
        case 3:
            kind = .inList(
                column("checkin_time"),
                (0..<Int.random(in: 0...3, using: &dice)).map { _ in constant(&dice) },
                negated: Bool.random(using: &dice))
        case 4, 5:
            kind = .binary(
                Bool.random(using: &dice) ? .equal : .notEqual, column("userid"), user(&dice))
        case 6, 7:
            kind = .inList(
                column("userid"),
                (0..<Int.random(in: 0...3, using: &dice)).map { _ in user(&dice) },
                negated: Bool.random(using: &dice))
        case 8:
            // A condition that a region cannot represent.
            kind = .binary(.equal, column("notes"), Expression(.literal(.text("x"))))
        case 9, 10:
            kind = .binary(
                .and, condition(&dice, depth: depth - 1), condition(&dice, depth: depth - 1))
        case 11, 12:
            kind = .binary(
                .or, condition(&dice, depth: depth - 1), condition(&dice, depth: depth - 1))
        default: kind = .unary(.not, condition(&dice, depth: depth - 1))
        }
        return Expression(kind)
    }

    struct Row {
        var user: String
        var time: Int64
        var notes: String
    }

    /// Returns the SQL value of a condition: nil is neither true nor false.
    private func truth(_ condition: Expression, _ row: Row) -> Bool? {
        switch condition.kind {
        case .binary(.and, let left, let right):
            let (left, right) = (truth(left, row), truth(right, row))
            if left == false || right == false { return false }
            return left == nil || right == nil ? nil : true
        case .binary(.or, let left, let right):
            let (left, right) = (truth(left, row), truth(right, row))
            if left == true || right == true { return true }
            return left == nil || right == nil ? nil : false
        case .unary(.not, let operand): return truth(operand, row).map { !$0 }
        case .binary(let op, let left, let right):
            guard let left = value(left, row), let right = value(right, row) else { return nil }
            return switch op {
            case .equal: left == right
            case .notEqual: left != right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            default: left >= right
            }
        case .between(let subject, let low, let high, let negated):
            let both = Expression(
                .binary(
                    .and, Expression(.binary(.greaterOrEqual, subject, low)),
                    Expression(.binary(.lessOrEqual, subject, high))))
            return truth(both, row).map { $0 != negated }
        case .inList(let subject, let items, let negated):
            var found: Bool? = false
            for item in items {
                let one = truth(Expression(.binary(.equal, subject, item)), row)
                if one == true { return !negated }
                if one == nil { found = nil }
            }
            return found.map { $0 != negated }
        default: return nil
        }
    }

    private func value(_ expression: Expression, _ row: Row) -> Scalar? {
        switch expression.kind {
        case .literal(.integer(let number)): .integer(number)
        case .literal(.text(let text)): .text(text)
        case .column(_, let name):
            switch name.text {
            case "userid": .text(row.user)
            case "notes": .text(row.notes)
            default: .integer(row.time)
            }
        default: nil
        }
    }

    @Test func regionsHoldEveryRowThatSatisfies() throws {
        var dice = SplitMix64(seed: 31)
        let table = try #require(Self.table)
        let (key, time) = (table.columnIndex("userid"), table.columnIndex("checkin_time"))
        let pushdown = Pushdown(table: table, name: Name("checkin"))
        var narrow = 0
        for _ in 0..<4000 {
            let condition = condition(&dice, depth: 4)
            let region = pushdown.region(of: condition, key: key, time: time)
            let timeOnly = pushdown.region(of: condition, key: nil, time: time)
            if region != .unknown { narrow += 1 }
            for user in Self.users + ["z"] {
                for second in Int64(0)..<10 {
                    let truths = ["x", "y"].map {
                        truth(condition, Row(user: user, time: second, notes: $0)) == true
                    }
                    let isHeld = region[.text(user)].contains(second * 1000)
                    if truths.contains(true) {
                        #expect(isHeld, "\(Printer().print(condition)): \(user) \(second)")
                        #expect(timeOnly.rest.contains(second * 1000))
                    } else if isHeld {
                        #expect(
                            !region.isExact, "\(Printer().print(condition)): \(user) \(second)")
                    }
                }
            }
        }
        #expect(narrow > 2000)
    }

    /// A condition with very many ranges is widened instead of computed exactly.
    @Test func hugeConditionsAreWidened() throws {
        let table = try #require(Self.table)
        let time = table.columnIndex("checkin_time")
        var condition = Expression(.literal(.boolean(false)))
        for second in 0..<Int64(Region.maxRanges + 500) {
            condition = Expression(
                .binary(
                    .or, condition,
                    Expression(
                        .binary(
                            .equal, column("checkin_time"),
                            Expression(.literal(.integer(second * 10)))))))
        }
        let region = Pushdown(table: table, name: Name("checkin"))
            .region(of: condition, key: nil, time: time)
        #expect(!region.isExact)
        #expect(region.rest.ranges.count < Region.maxRanges)
        #expect(region.rest.contains(0))
        #expect(region.rest.contains(Int64(Region.maxRanges + 499) * 10_000))
    }
}
