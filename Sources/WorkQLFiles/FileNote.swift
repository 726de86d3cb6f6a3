package import WorkQLSyntax

extension Diagnostic {
    /// Creates the error of a file at the position where a statement names it, unless one of its
    /// options is wrong.
    package init(_ error: UserError, at span: Span) {
        let span = error.span ?? span
        self.init(error.code, error.message, at: span, help: error.help)
        fix = error.correction.flatMap { Fix(Printer.quoted($0.right), replacing: span) }
    }

    package init(_ note: FileNote, at span: Span) {
        self.init(.malformedFile, note.message, at: span, help: note.help)
    }
}

/// A guess about a file that may be wrong.
package struct FileNote: Hashable, Sendable {
    /// The message, which names the file as the statement does.
    package var message: String
    /// The option that a statement can use to override the guess.
    package var help: String?
    /// The label of the row of totals that the note is about; a statement that names it has heeded
    /// the note.
    package var total: String?
}

extension FileNote {
    /// - Parameters:
    ///   - short: the records that lack their last cells.
    ///   - trimmed: the number of cells whose blanks were removed.
    static func cells(
        short: (location: String, count: Int)?, trimmed: Int, _ guesses: FileRecords.Guesses,
        in file: String
    ) -> [FileNote] {
        var notes: [FileNote] = []
        if let short {
            notes.append(
                FileNote(
                    message: short.count == 1
                        ? "\(short.location): this row lacks its last cells; they are NULL"
                        : "\(short.location) and \(counted(short.count - 1, "other row")) lack their"
                            + " last cells, which are NULL"))
        }
        if trimmed > 0 {
            notes.append(
                FileNote(
                    message: "\(file): blanks around "
                        + "\(counted(trimmed, "cell")) are not part of the values",
                    help: "WITH (trim = false) keeps them"))
        }
        if guesses.formulas > 0 {
            let cells = guesses.formulas == 1 ? "cell is a formula" : "cells are formulas"
            notes.append(
                FileNote(
                    message: "\(file): \(guesses.formulas) \(cells) such as =\"0012\", and are "
                        + "read as their text",
                    help: "Excel shows them the same"))
        }
        if guesses.blanks > 0 {
            notes.append(
                FileNote(
                    message: "\(file): blanks in the quotes around "
                        + "\(counted(guesses.blanks, "word")) are part of the values",
                    help: "trim(column, char(9, 32, 160, 12288)) removes them"))
        }
        return notes
    }

    /// Returns a note if cells of a first row were taken for names but might be values; otherwise
    /// nil.
    static func header(_ decision: FileHeader.Decision, _ location: String) -> FileNote? {
        let what: String
        switch decision {
        case .names, .row: return nil
        case .words:
            return FileNote(
                message: "\(location): this line is read as the header, but its words are like "
                    + "those below it",
                help: "WITH (header = false) reads it as a row, and WITH (header = true) as the "
                    + "header")
        case .rowOfNumbers:
            let line = location.split(separator: ":").last ?? "1"
            return FileNote(
                message: "\(location): this line is read as a row, but its numbers may be names of "
                    + "columns",
                help:
                    "WITH (header = \(line)) reads it as the header, and WITH (header = false) as "
                    + "a row")
        case .numbers: what = "numbers"
        case .days: what = "dates"
        case .times: what = "times"
        }
        return FileNote(
            message: "\(location): the \(what) of this row are read as column names",
            help: "WITH (header = false) reads them as values")
    }

    /// Returns a note if a header has no name for columns with values, as the first line of a header
    /// of two lines, or if it has a name several times; otherwise nil.
    ///
    /// - Parameter next: the location of the row below the first.
    static func header(
        _ names: [String], below: [SeenTypes], second: [String], _ location: String, next: String
    ) -> FileNote? {
        guard let first = names.firstIndex(where: { !$0.isEmpty }),
            let last = names.lastIndex(where: { !$0.isEmpty })
        else { return nil }
        let isGrouped = FileHeader.isSecondLine(second, of: names)
        let unnamed = (first..<names.count).filter {
            names[$0].isEmpty && !below[$0].kinds.isEmpty && ($0 < last || isGrouped)
        }
        let line = next.split(separator: ":").last ?? ""
        let other = "WITH (header = \(line)) reads the next line as the header"
        if let index = unnamed.first {
            return FileNote(
                message: "\(location): the header has no name for column \(index + 1)"
                    + (unnamed.count > 1 ? " and \(unnamed.count - 1) more" : ""), help: other)
        }
        let called = FileHeader.distinct(names)
        guard
            let index = names.indices.first(where: { index in
                !names[index].isEmpty
                    && names[..<index].contains { Name($0) == Name(names[index]) }
            })
        else { return nil }
        let (name, column) = (names[index], index + 1)
        return FileNote(
            message: "\(location): the header has the name \(name) again in column \(column), "
                + "which is called \(called[index])", help: isGrouped ? other : nil)
    }
}
