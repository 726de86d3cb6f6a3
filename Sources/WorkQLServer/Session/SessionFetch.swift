import WorkQL
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

/// FETCH and MOVE, in the steps in which PostgreSQL takes them.
extension ClientSession {
    /// The last step of a FETCH, which sends rows.
    struct FetchedRows {
        var isForward: Bool
        /// nil for all.
        var count: Int?
    }

    /// Sends rows of a cursor.
    ///
    /// - Parameter maxRows: the maximum number of rows that the client takes now; 0 for all.
    func fetch(
        _ name: String, _ step: CursorStep, _ isMove: Bool, of portal: Portal, _ describes: Bool,
        _ maxRows: Int
    ) async throws {
        let cursor = try cursor(name)
        guard !cursor.isBroken else {
            throw UserError(
                state: "55000", "cursor \"\(name)\" cannot be read after an error",
                help: "CLOSE it, and DECLARE it again")
        }
        if cursor.rows == nil { try await open(cursor) }
        do {
            // That an answer has a last row is found out by its calls.
            if case .absolute(..<0) = step { try checkScroll(cursor) }
            if isMove, let moved = try await shortMove(cursor, step) {
                return output.commandComplete("MOVE \(moved)")
            }
            let rows = try await approach(cursor, step)
            if !rows.isForward { try checkScroll(cursor) }
            if describes, !isMove {
                let columns = cursor.columns ?? []
                output.rowDescription(columns, formats: columns.indices.map(cursor.format))
            }
            if isMove {
                let moved = try await take(rows, of: cursor, as: .none)
                output.commandComplete("MOVE \(moved)")
            } else {
                try await send(rows, of: cursor, for: portal, maxRows)
            }
        } catch {
            cursor.isBroken = true
            throw error
        }
    }

    /// Sends the next rows of a FETCH, as many as the client takes.
    func send(
        _ rows: FetchedRows, of cursor: Portal, for portal: Portal, _ maxRows: Int
    ) async throws {
        let now = maxRows > 0 ? min(rows.count ?? maxRows, maxRows) : rows.count
        let count = try await take(
            FetchedRows(isForward: rows.isForward, count: now), of: cursor, as: .rows)
        portal.unfetched = FetchedRows(
            isForward: rows.isForward, count: rows.count.map { max($0 - count, 0) })
        if maxRows > 0, count == maxRows { return output.message("s") }
        output.commandComplete("FETCH \(count)")
    }

    /// Takes a cursor to where the rows of a step begin.
    private func approach(
        _ cursor: Portal, _ step: CursorStep
    ) async throws -> FetchedRows {
        let next = FetchedRows(isForward: true, count: 1)
        let previous = FetchedRows(isForward: false, count: 1)
        switch step {
        case .forward(let count?) where count < 0:
            return FetchedRows(isForward: false, count: -count)
        case .backward(let count?) where count < 0:
            return FetchedRows(isForward: true, count: -count)
        case .forward(0?), .backward(0?), .relative(0):
            guard cursor.position.isOnRow else {
                return FetchedRows(isForward: step != .backward(0), count: 0)
            }
            try await retreat(cursor, 1, as: .none)
            return next
        case .forward(let count): return FetchedRows(isForward: true, count: count)
        case .backward(let count): return FetchedRows(isForward: false, count: count)
        case .absolute(0):
            try rewind(cursor)
            return FetchedRows(isForward: true, count: 0)
        case .absolute(let number) where number > 0:
            // From the nearer of the start and the row on which the cursor is.
            if number - 1 <= cursor.position.row / 2 {
                try rewind(cursor)
                try await advance(cursor, number - 1, as: .none)
                return next
            }
            let row = cursor.position.row + (cursor.position.isAtEnd ? 1 : 0)
            if number <= row {
                try await retreat(cursor, row - number + 1, as: .none)
            } else {
                try await advance(cursor, number - row - 1, as: .none)
            }
            return next
        case .absolute(let number):
            try await advance(cursor, nil, as: .none)
            if number < -1 { try await retreat(cursor, -number - 1, as: .none) }
            return previous
        case .relative(let number) where number > 0:
            try await advance(cursor, number - 1, as: .none)
            return next
        case .relative(let number):
            if number < -1 { try await retreat(cursor, -number - 1, as: .none) }
            return previous
        }
    }

    /// The number of rows of a MOVE that only looks where the cursor is, or goes to the start;
    /// nil for others.
    private func shortMove(_ cursor: Portal, _ step: CursorStep) async throws -> Int? {
        switch step {
        case .forward(0?), .backward(0?), .relative(0): return cursor.position.isOnRow ? 1 : 0
        case .backward(nil):
            let count = cursor.position.rowsBefore
            try rewind(cursor)
            return count
        default: return nil
        }
    }

    private func checkScroll(_ cursor: Portal) throws(UserError) {
        guard !cursor.canScroll else { return }
        throw UserError(
            state: "55000", "cursor can only scan forward",
            help: "DECLARE it with SCROLL, which keeps its rows in memory")
    }

    private func rewind(_ cursor: Portal) throws(UserError) {
        guard !cursor.position.isAtStart || cursor.position.isAtEnd else { return }
        try checkScroll(cursor)
        cursor.position.rewind()
    }

    private func take(
        _ rows: FetchedRows, of cursor: Portal, as form: RowForm
    ) async throws -> Int {
        rows.isForward
            ? try await advance(cursor, rows.count, as: form)
            : try await retreat(cursor, rows.count, as: form)
    }

    /// Passes rows that follow the one on which the cursor is.
    ///
    /// - Parameter wanted: their number; nil for all.
    /// - Returns: the number that there were.
    @discardableResult
    func advance(_ cursor: Portal, _ wanted: Int?, as form: RowForm) async throws -> Int {
        guard !cursor.position.isAtEnd, wanted != 0 else { return 0 }
        let count: Int
        if cursor.canScroll {
            let first = cursor.position.row
            try await keep(cursor, wanted.map { first + $0 })
            let end = min(cursor.kept.count, wanted.map { first + $0 } ?? .max)
            try await deliver(first..<end, of: cursor, as: form)
            count = end - first
        } else {
            count = try await stream(cursor, wanted ?? 0, as: form).count
        }
        cursor.position.advance(count, of: wanted)
        return count
    }

    /// Passes rows before the one on which the cursor is, the nearest first.
    @discardableResult
    private func retreat(_ cursor: Portal, _ wanted: Int?, as form: RowForm) async throws -> Int {
        try checkScroll(cursor)
        let end = cursor.position.rowsBefore
        let count = min(wanted ?? end, end)
        try await deliver((end - count..<end).reversed(), of: cursor, as: form)
        cursor.position.retreat(count, of: wanted)
        return count
    }

    // MARK: Rows that are kept

    /// Reads rows of a cursor that scrolls until there are as many.
    private func keep(_ cursor: Portal, _ wanted: Int?) async throws {
        switch cursor.rows {
        case .engine(let query, let spending)?:
            let missing = wanted.map { $0 - cursor.kept.count }
            if let missing, missing <= 0 { return }
            let portion = Portion(maxRows: missing ?? 0)
            let writer = RowKeeper(columns: query.plan.columns.count, portion: portion)
            let (keeper, isAtEnd) = try await read(query, spending, into: writer, portion, cursor)
            cursor.kept.append(keeper.rows)
            guard isAtEnd else { return }
            cursor.rows = .finished
            try finish(query, spending)
        case .values(let rows, _)?:
            cursor.kept = .values(rows)
            cursor.rows = .finished
        case .catalog(let rows, _)?:
            cursor.kept = .catalog(rows)
            cursor.rows = .finished
        case .finished?, nil: break
        }
    }

    private func deliver(
        _ numbers: some Sequence<Int>, of cursor: Portal, as form: RowForm
    ) async throws {
        guard form != .none else { return }
        var (encoder, portion) = newEncoder()
        for number in numbers {
            switch cursor.kept {
            case .values(let rows): try encoder.write(rows[number])
            case .catalog(let rows): try encoder.write(rows[number])
            }
            guard portion.isFull else { continue }
            output.append(encoder.messages.bytes)
            try control.check()
            try await flush()
            (encoder, portion) = newEncoder()
        }
        output.append(encoder.messages.bytes)

        func newEncoder() -> (RowEncoder, Portion) {
            let portion = Portion(maxRows: 0)
            return (
                RowEncoder(form: form, encoders: encoders(of: cursor, as: form), portion: portion),
                portion
            )
        }
    }
}

/// The rows that a cursor that scrolls has read.
enum KeptRows {
    case values([[RowValue]])
    case catalog([[ServerValue]])

    var count: Int {
        switch self {
        case .values(let rows): rows.count
        case .catalog(let rows): rows.count
        }
    }

    mutating func append(_ further: [[RowValue]]) {
        guard case .values(var rows) = self else { return }
        self = .values([])
        rows += further
        self = .values(rows)
    }
}
