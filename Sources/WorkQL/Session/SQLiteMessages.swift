import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// SQLite's own errors in the words of WorkQL's messages, with what to write instead: SQLite's texts
/// name its own parts and not those of the statement.
enum SQLiteMessages {
    /// Returns the error for one that SQLite reported; nil for those that the engine's own functions
    /// report, whose texts are messages already.
    static func error(_ error: SQLiteError) -> UserError? {
        if let reason = error.reason {
            var message = message(of: reason)
            switch reason {
            case .integerOverflow: message.valueMistake = .range
            case .malformedJSON: message.valueMistake = .text
            default: break
            }
            return message
        }
        switch error.code {
        case SQLITE_TOOBIG:
            return UserError(
                .query, "a text is longer than \(Int(LocalDatabase.longestValue) >> 20) MB")
        case SQLITE_MISMATCH:
            return UserError(
                .query, "LIMIT and OFFSET take a whole number of rows, 0 or more",
                code: .limitShape)
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN:
            return UserError(
                .output, "temporary rows could not be written: \(error.message)",
                help: "set SQLITE_TMPDIR to a folder with more room")
        default: break
        }
        guard error.isOfStatement else { return nil }
        return UserError(
            .query, "the statement cannot be computed; SQLite reports: \(error.message)",
            help: "this is a defect of WorkQL; report it with the statement")
    }

    private static func message(of reason: SQLiteReason) -> UserError {
        switch reason {
        case .integerOverflow:
            UserError(
                .query, "the result does not fit into a 64-bit integer",
                help: "compute with real numbers: CAST(x AS real)")
        case .malformedJSON:
            UserError(
                .query, "the text is not JSON", help: "json_valid(s) is true where it is")
        case .jsonPath(let path):
            UserError(
                .query, "'\(path.clipped)' is not a JSON path",
                help: "write a path such as '$.name' or '$[0]'")
        case .groupsOfNtile:
            UserError(
                .query, "ntile() takes a number of groups, 1 or more",
                help: "write ntile(4) OVER (…)")
        case .rowOfNthValue:
            UserError(
                .query, "nth_value() takes the number of a row, 1 or more",
                help: "write nth_value(x, 1) OVER (…)")
        case .escapeCharacter: UserError(.query, "ESCAPE takes one character")
        case .frameBound:
            UserError(.query, "the bound of a frame is not a number, 0 or more")
        case .aggregateInRecursion:
            refused(
                "an aggregate in the recursive part of WITH RECURSIVE",
                "put the aggregate into the outer query")
        case .windowInRecursion:
            refused(
                "a window function in the recursive part of WITH RECURSIVE",
                "put the function into the outer query")
        case .readsOfRecursion(let table):
            refused(
                "\"\(table)\" is read more than once, or inside a query, in its own definition",
                "read it once, in FROM of the recursive part")
        case .tooMany(let part):
            UserError(
                .query, "the statement has more \(words(for: part)) than SQLite supports",
                help: "put parts of it into WITH … AS (…)", code: .chainTooLong)
        }
    }

    private static func refused(_ message: String, _ help: String) -> UserError {
        UserError(.query, message, help: help, code: .notSupported)
    }

    private static func words(for part: SQLiteReason.Part) -> String {
        switch part {
        case .orderings: "expressions in ORDER BY"
        case .groupings: "expressions in GROUP BY"
        case .selects: "set operations"
        case .columns: "columns in one list"
        case .arguments: "arguments of a function"
        case .tables, .relations: "tables in FROM"
        case .references: "references to a table"
        case .levels: "levels of expressions"
        }
    }
}
