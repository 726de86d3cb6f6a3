import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// A writer that keeps the first column of an answer as literals.
struct LiteralWriter: ResultWriter {
    private(set) var literals: [Expression] = []

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {}

    mutating func write(_ row: ResultRow) throws {
        let literal: Literal =
            switch row.kind(0) {
            case .null: .null
            case .integer: .integer(row.integer(0))
            case .real: .real(row.real(0))
            case .text, .blob: .text(row.withText(0) { String(decoding: $0, as: UTF8.self) })
            }
        literals.append(Expression(.literal(literal)))
    }

    mutating func finish() throws {}
}
