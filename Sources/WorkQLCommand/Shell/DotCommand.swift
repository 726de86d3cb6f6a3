import WorkQL
import WorkQLEditor
import WorkQLSyntax

/// A command of the shell itself, which begins with a dot.
///
/// Each command is one value; a new one is a literal and its name in the list, from which help,
/// completion and suggestions are made.
struct DotCommand: Sendable {
    /// The name without its dot.
    var name: String
    /// The arguments, as help writes them; may be empty.
    var arguments = ""
    /// The number of words allowed.
    var count = 0...0
    /// Whether everything after the name is one word, including any spaces and quotes in it.
    var takesText = false
    /// The description, in a few words without a full stop.
    var summary: String
    /// The rest of the description, in sentences.
    var explanation: String
    /// An example, as it is typed.
    var example: String
    /// Returns the candidates for the last of the words, which is being typed; those that do not
    /// begin with it are removed later.
    var candidates: @Sendable (_ session: ScriptSession, _ words: [String]) -> [String] = { _, _ in
        []
    }
    /// Runs the command.
    ///
    /// - Parameter words: the words, as many as `count` allows.
    var run: @Sendable (_ shell: inout Shell, _ words: [String]) async throws(UserError) -> Void

    static let all: [DotCommand] = [
        .help, .tables, .schema, .describe, .functions, .mode, .output, .once, .last, .excel, .open,
        .width, .maxrows, .nullvalue, .read, .save, .run, .queries, .edit, .explain, .watch, .timer,
        .timezone,
        .profile, .quota, .show, .print, .shell, .cd, .history, .quit,
    ]

    /// Names that users of other shells may try.
    private static let otherNames = [
        "exit": "quit", "h": "help", "q": "quit", "import": "read", "system": "shell",
        "帮助": "help", "退出": "quit", "表": "tables", "列": "describe", "说明": "describe",
        "函数": "functions", "格式": "mode", "模式": "mode", "输出": "output", "导出": "once",
        "上次": "last", "打开": "open", "列宽": "width", "读取": "read", "保存": "save", "运行": "run",
        "查询": "queries", "编辑": "edit", "计划": "explain", "重复": "watch", "计时": "timer",
        "时区": "timezone", "身份": "profile", "配额": "quota", "设置": "show", "历史": "history",
    ]

    /// The first Chinese name, which the overview shows beside the other; nil if there is none.
    var chineseName: String? {
        Self.otherNames.filter { $0.value == name && !$0.key.allSatisfy(\.isASCII) }.keys.min()
    }

    /// Returns the command of a name.
    ///
    /// - Parameter name: the name without its dot; a prefix is enough if only one command begins
    ///   with it.
    static func named(_ name: String) throws(UserError) -> DotCommand {
        let wanted = otherNames[name.lowercased()] ?? name.lowercased()
        if let command = all.first(where: { $0.name == wanted }) { return command }
        let begun = all.filter { !name.isEmpty && $0.name.hasPrefix(wanted) }
        if let command = begun.first {
            guard begun.count > 1 else { return command }
            throw UserError(
                .usage, "\".\(name)\" is an ambiguous command",
                help: "there are " + begun.map { ".\($0.name)" }.listed)
        }
        throw UserError(
            .usage, "unknown command \".\(name)\"", of: ".\(name)",
            meaning: nearest(name, in: all.map(\.name)).map { ".\($0)" },
            otherwise: ".help lists the commands")
    }

    var usage: String { arguments.isEmpty ? ".\(name)" : ".\(name) \(arguments)" }

    /// - Parameter text: the text after the name.
    func words(in text: String) throws(UserError) -> [String] {
        if takesText { return text.isEmpty ? [] : [text] }
        let words = try DotWords(text).closed()
        if count.upperBound == 0, let word = words.first {
            throw UserError(.usage, ".\(name) takes no \"\(word)\"", help: "write only .\(name)")
        }
        guard words.count >= count.lowerBound else {
            let needed = arguments.split(separator: " ").filter {
                !$0.contains("[") && !$0.contains("]")
            }
            throw UserError(
                .usage, ".\(name) requires \(needed.joined(separator: " "))",
                help: "for example \(example)")
        }
        guard words.count <= count.upperBound else {
            throw UserError(
                .usage, ".\(name) takes no \"\(words[count.upperBound])\"",
                help: "write \(usage); use quotes around a word with spaces")
        }
        return words
    }

    /// Returns the error for a word that is not of the expected kind, with an example.
    func wrong(_ word: String, _ what: String) -> UserError {
        UserError(
            .usage, "\"\(word)\" is not a \(what)", help: "write \(usage), for example \(example)")
    }
}

// MARK: Completion

extension DotCommand {
    /// Returns the completion at the cursor of a text that begins with a dot; nil for other texts.
    ///
    /// - Parameter cursor: the offset in the text's UTF-8.
    static func completion(of text: String, at cursor: Int, in session: ScriptSession)
        -> Completion?
    {
        let line = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
        guard let dot = line.firstIndex(where: { !$0.isWhitespace }),
            ShellInput.dots.contains(line[dot])
        else {
            return nil
        }
        let nameStart = line.utf8.distance(from: line.startIndex, to: line.index(after: dot))
        let behind = line[line.index(after: dot)...]
        guard let space = behind.firstIndex(where: \.isWhitespace) else {
            return completion(
                all.map { ($0.name, $0.summary) }, of: String(behind), nameStart..<cursor)
        }
        var found = Completion(replaced: cursor..<cursor)
        guard let command = try? named(String(behind[..<space])) else { return found }
        let rest = String(behind[space...])
        let restStart = cursor - rest.utf8.count
        let parts = DotWords(rest)
        var words = parts.words.map(\.text)
        var start = cursor
        if parts.isBetweenWords {
            words.append("")
        } else if let last = parts.words.last {
            start = restStart + last.start
        }
        let typed = words.last ?? ""
        found = completion(
            command.candidates(session, words).map { ($0, "") }, of: typed, start..<cursor)
        found.candidates = found.candidates.map { candidate in
            let (word, end) =
                candidate.text.last == " "
                ? (String(candidate.text.dropLast()), " ") : (candidate.text, "")
            let quoted = DotWords.quoted(word)
            // After a folder its files can be typed, inside the quotes.
            let isOpen = quoted != word && word.last == "/"
            return Completion.Candidate(text: isOpen ? String(quoted.dropLast()) : quoted + end)
        }
        return found
    }

    private static func completion(
        _ candidates: [(text: String, description: String)], of typed: String, _ range: Range<Int>
    ) -> Completion {
        let fitting = candidates.filter { $0.text.lowercased().hasPrefix(typed.lowercased()) }
        let end = fitting.count == 1 && !"/=".contains(fitting[0].text.last ?? "/") ? " " : ""
        return Completion(
            candidates: fitting.map {
                Completion.Candidate(text: $0.text + end, description: $0.description)
            }, replaced: range)
    }
}
