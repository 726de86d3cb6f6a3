import WorkQLSyntax

/// A text of several lines split into statements and the dot commands on lines of their own among
/// them, as when the lines of a session are pasted.
///
/// A line is a command where a statement could begin: at the start, after a semicolon, after a
/// statement that needs none, and after the empty line that runs a complete statement. In the
/// middle of a statement a dot belongs to the statement.
struct TypedText: Hashable, Sendable {
    struct Command: Hashable, Sendable {
        var name: String
        /// The text after the name.
        var arguments: String
        /// The range in the text's UTF-8.
        var bytes: Range<Int>
    }

    private(set) var commands: [Command] = []
    /// The text's UTF-8 with the commands blanked out: its length is the same, so that offsets stay
    /// valid, and each dot is replaced by a semicolon, because a command ends the statement before
    /// it.
    private(set) var statements: [UInt8]

    private var offset = 0
    /// The offset of the beginning of the current statement.
    private var start = 0
    private var isBetweenStatements = true

    init(_ text: String) {
        statements = Array(text.utf8)
        while offset < statements.count {
            if isAtLineStart, let command = command() {
                leaveOut(command)
            } else {
                step()
            }
        }
    }

    /// Whether there are only commands, whitespace and comments.
    var hasNoStatement: Bool {
        if case .complete(let found) = Parser.parse(utf8: statements) {
            found.isEmpty
        } else {
            false
        }
    }

    private var isAtLineStart: Bool {
        offset == 0 || statements[offset - 1] == UInt8(ascii: "\n")
    }

    private func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return offset + length <= statements.count
            && (0..<length).allSatisfy { statements[offset + $0] == text.utf8Start[$0] }
    }

    // MARK: Statements

    /// Advances past the next character, or past a string, a quoted name or a comment.
    private mutating func step() {
        switch statements[offset] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            isBetweenStatements = false
            // A doubled quote is read as two adjacent strings.
            skip(behind: statements[offset], from: offset + 1)
        case _ where starts(with: "--"): skip(behind: UInt8(ascii: "\n"), from: offset)
        case _ where starts(with: "/*"):
            offset += 2
            while offset < statements.count, !starts(with: "*/") { offset += 1 }
            offset = min(offset + 2, statements.count)
        case UInt8(ascii: ";"): endStatement(1)
        case _ where starts(with: "\\gx"): endStatement(3)
        case _ where starts(with: "\\G"): endStatement(2)
        case _ where starts(with: "；"): endStatement(3)
        case 0x09...0x0D, 0x20: offset += 1
        case _ where starts(with: "\u{3000}"): offset += 3
        case _ where starts(with: "\u{A0}"): offset += 2
        default:
            isBetweenStatements = false
            offset += 1
        }
    }

    private mutating func skip(behind end: UInt8, from index: Int) {
        let found = statements[index...].firstIndex(of: end)
        offset = found.map { $0 + 1 } ?? statements.count
    }

    private mutating func endStatement(_ length: Int) {
        offset += length
        start = offset
        isBetweenStatements = true
    }

    // MARK: Commands

    /// Returns the command on this line; nil if there is none.
    private func command() -> Command? {
        var end = statements[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? statements.count
        let line = String(decoding: statements[offset..<end], as: UTF8.self)
        guard let first = line.firstIndex(where: { !$0.isWhitespace }) else { return nil }
        let from = offset + line.utf8.distance(from: line.startIndex, to: first)
        let found: (name: String, arguments: String)
        switch ShellInput(line) {
        case .command(let name, _) where name.first?.isNumber == true: return nil
        case .command(let name, let arguments): found = (name, arguments)
        case .leave: found = (DotCommand.quit.name, "")
        case .nothing, .statements: return nil
        }
        guard isBetweenStatements || isWhole(to: offset) else { return nil }
        var command = Command(
            name: found.name, arguments: found.arguments, bytes: from..<end)
        // The statement argument of a command may have several lines.
        if (try? DotCommand.named(found.name))?.takesText == true, !found.arguments.isEmpty {
            var rest = self
            rest.offset = from
            repeat { rest.step() } while rest.offset < statements.count && rest.start <= from
            end = rest.offset
            let text = String(decoding: statements[from..<end], as: UTF8.self)
            if case .command(_, let arguments) = ShellInput(text) { command.arguments = arguments }
            command.bytes = from..<end
        }
        return command
    }

    /// Returns whether the text before a line needs no continuation, by the rules of the prompt.
    private func isWhole(to end: Int) -> Bool {
        // Without the line break after its last line, which is Enter here and not an empty line.
        let text = Array(statements[start..<end].dropLast())
        guard case .complete(let found) = Parser.parse(utf8: text) else { return false }
        // No clause begins with a dot, so that an empty line before a command ends the statement.
        return found.last.map { text.last == UInt8(ascii: "\n") || $0.isEnded(in: text) } ?? true
    }

    private mutating func leaveOut(_ command: Command) {
        commands.append(command)
        for index in command.bytes where statements[index] != UInt8(ascii: "\n") {
            statements[index] = UInt8(ascii: " ")
        }
        statements[command.bytes.lowerBound] = UInt8(ascii: ";")
        offset = command.bytes.upperBound
        start = offset
        isBetweenStatements = true
    }
}
