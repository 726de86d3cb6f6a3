/// The commands that libedit's key bindings can refer to besides libedit's own; `bind` in ~/.editrc
/// accepts their names.
enum EditorCommand: Int32, CaseIterable, Sendable {
    case enter, newline, paste
    case up, down, lineStart, lineEnd, textStart, textEnd
    case wordLeft, wordRight
    case deleteForward, deleteOrLeave, cutToLineEnd, cutToLineStart, cutWordLeft, cutWordRight
    case pasteCut
    case complete, search, externalEditor, clearScreen, suspend, nothing, undo

    var name: String {
        switch self {
        case .enter: "workql-enter"
        case .newline: "workql-newline"
        case .paste: "workql-paste"
        case .up: "workql-up"
        case .down: "workql-down"
        case .lineStart: "workql-line-start"
        case .lineEnd: "workql-line-end"
        case .textStart: "workql-text-start"
        case .textEnd: "workql-text-end"
        case .wordLeft: "workql-word-left"
        case .wordRight: "workql-word-right"
        case .deleteForward: "workql-delete-forward"
        case .deleteOrLeave: "workql-delete-or-leave"
        case .cutToLineEnd: "workql-cut-to-line-end"
        case .cutToLineStart: "workql-cut-to-line-start"
        case .cutWordLeft: "workql-cut-word-left"
        case .cutWordRight: "workql-cut-word-right"
        case .pasteCut: "workql-paste-cut"
        case .complete: "workql-complete"
        case .search: "workql-search"
        case .externalEditor: "workql-external-editor"
        case .clearScreen: "workql-clear-screen"
        case .suspend: "workql-suspend"
        case .nothing: "workql-nothing"
        case .undo: "workql-undo"
        }
    }

    /// The description in libedit's list of bindings.
    var help: String {
        switch self {
        case .enter: "Run the statement, or begin another line"
        case .newline: "Begin another line, or insert the suggested fix into an empty one"
        case .paste: "Insert what the terminal pastes"
        case .up: "Go to the line above, or to an earlier statement"
        case .down: "Go to the line below, or to a later statement"
        case .lineStart: "Go to the beginning of the line"
        case .lineEnd: "Go to the end of the line"
        case .textStart: "Go to the beginning of the statement"
        case .textEnd: "Go to the end of the statement"
        case .wordLeft: "Go to the beginning of the word"
        case .wordRight: "Go to the end of the word"
        case .deleteForward: "Delete the character under the cursor"
        case .deleteOrLeave: "Delete the character under the cursor, or exit on an empty line"
        case .cutToLineEnd: "Cut the rest of the line"
        case .cutToLineStart: "Cut the beginning of the line"
        case .cutWordLeft: "Cut the word before the cursor"
        case .cutWordRight: "Cut the word after the cursor"
        case .pasteCut: "Insert what was cut last"
        case .complete: "Complete the word"
        case .search: "Search earlier statements"
        case .externalEditor: "Edit the statement in $VISUAL or $EDITOR"
        case .clearScreen: "Clear the screen"
        case .suspend: "Stop until the shell continues it"
        case .nothing: "Do nothing"
        case .undo: "Take back the last change"
        }
    }
}

/// The default key bindings, which ~/.editrc can change.
enum KeyBindings {
    /// The prefix of the sequences that libedit gets instead of a key's own sequence in vi's modes,
    /// where Escape has a meaning of its own. No key sends it: it is removed from typed text.
    static let lead: Unicode.Scalar = "\u{1C}"

    /// Keys of one character, also in vi's insert mode.
    static let controls: [(Unicode.Scalar, EditorCommand)] = [
        ("\r", .enter), ("\n", .enter), ("\t", .complete), ("\u{01}", .lineStart),
        ("\u{04}", .deleteOrLeave), ("\u{05}", .lineEnd), ("\u{0B}", .cutToLineEnd),
        ("\u{0C}", .clearScreen), ("\u{0E}", .down), ("\u{10}", .up),
        ("\u{12}", .search), ("\u{15}", .cutToLineStart), ("\u{17}", .cutWordLeft),
        ("\u{19}", .pasteCut), ("\u{1A}", .suspend), ("\u{1F}", .undo),
    ]

    /// Keys of vi's command mode.
    static let viCommands: [(Unicode.Scalar, EditorCommand)] = [
        ("\r", .enter), ("\n", .enter), ("k", .up), ("j", .down), ("-", .up), ("+", .down),
        ("/", .search), ("v", .externalEditor), ("\u{04}", .deleteOrLeave),
        ("\u{0C}", .clearScreen), ("\u{12}", .search), ("\u{1A}", .suspend),
    ]

    /// The sequences after Escape. Terminals differ, and all variants are listed here.
    static let sequences: [(EditorCommand, [String])] = [
        (.newline, ["\r", "\n", "[13;3u", "[13;2u", "[27;2;13~", "[27;3;13~"]),
        (.up, ["[A", "OA"]), (.down, ["[B", "OB"]),
        (.lineStart, ["[H", "OH", "[1~", "[7~"]), (.lineEnd, ["[F", "OF", "[4~", "[8~"]),
        (.textStart, ["<", "[1;5H", "[1;3H"]), (.textEnd, [">", "[1;5F", "[1;3F"]),
        (.wordLeft, ["b", "[1;5D", "[1;3D", "[5D", "\u{1B}[D", "\u{1B}OD", "Od"]),
        (.wordRight, ["f", "[1;5C", "[1;3C", "[5C", "\u{1B}[C", "\u{1B}OC", "Oc"]),
        (.deleteForward, ["[3~"]),
        (.cutWordLeft, ["\u{7F}", "\u{08}"]),
        (.cutWordRight, ["d", "[3;5~", "[3;3~"]),
        (
            .nothing,
            ["[1;5A", "[1;5B", "[1;3A", "[1;3B", "[1;2A", "[1;2B", "[1;2C", "[1;2D", "[Z"]
                + ["[2~", "[5~", "[6~", "OP", "OQ", "OR", "OS", "[I", "[O"]
                + (11...34).map { "[\($0)~" }
        ),
    ]

    /// Returns a letter for each command, which follows `lead`.
    static func letter(of command: EditorCommand) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(ascii: "A") + UInt8(command.rawValue))
    }

    /// The sequences that libedit gets in vi's modes.
    static let viSequences: [[UInt8]: [Unicode.Scalar]] = {
        var table: [[UInt8]: [Unicode.Scalar]] = [:]
        for (command, endings) in sequences {
            for ending in endings where ending.utf8.count > 1 || command == .newline {
                table[[0x1B] + Array(ending.utf8)] = [lead, letter(of: command)]
            }
        }
        // The arrows that move by one character use libedit's own commands.
        for ending in ["[C", "OC"] { table[[0x1B] + Array(ending.utf8)] = [lead, ">"] }
        for ending in ["[D", "OD"] { table[[0x1B] + Array(ending.utf8)] = [lead, "<"] }
        return table
    }()
}
