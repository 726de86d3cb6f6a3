import Foundation
import WorkQL
import WorkQLEditor
import WorkQLSyntax

// Commands for saved queries.

extension DotCommand {
    static let save: DotCommand = .init(
        name: "save", arguments: "[--replace] NAME", count: 1...2,
        summary: "save the last statement under a name",
        explanation: """
            .run NAME and workql NAME run it again. The parameters of the statement are saved as \
            PARAM, with their values as defaults, and so are the queries of LET. An existing query \
            is replaced only with --replace.
            """,
        example: ".save late",
        candidates: { _, words in
            (words.count < 2 ? ["--replace"] : []) + SavedQueries.ofProcess.names
        },
        run: { (shell, words) throws(UserError) in
            let names = words.filter { $0 != "--replace" }
            guard let name = names.first else {
                throw UserError(.usage, ".save requires NAME", help: "for example .save late")
            }
            guard names.count == 1 else {
                throw UserError(
                    .usage, ".save takes no \"\(names[1])\"",
                    help: "write \(save.usage); use quotes around a word with spaces")
            }
            guard let statement = shell.lastStatement else { throw Shell.noStatement }
            let path = try SavedQueries(environment: shell.run.environment).save(
                SavedText.text(of: statement, in: shell.session), as: name,
                replacing: words.count > 1, advice: ".save --replace \(name) replaces it")
            shell.say("saved in \(path.neutralized)\n")
        })

    static let run: DotCommand = .init(
        name: "run", arguments: "NAME [PARAM=VALUE …]", count: 1...100,
        summary: "run a saved query",
        explanation: """
            NAME is a query saved with .save, or a file. Parameters without a default and without \
            a value are prompted for.
            """,
        example: ".run late 部门=财务部",
        candidates: { session, words in
            let saved = SavedQueries.ofProcess
            guard words.count > 1 else { return saved.names }
            return Shell.parameters(of: saved.path(of: words[0]), words)
        },
        run: { (shell, words) async throws(UserError) in
            let saved = SavedQueries(environment: shell.run.environment)
            var origin = Script.Origin.file(words[0])
            if let path = saved.path(of: words[0]) {
                origin = .file(path)
            } else if !FileManager.default.fileExists(atPath: words[0]) {
                throw saved.unknown(words[0])
            }
            try await shell.read(origin, with: words.dropFirst(), of: .run)
        })

    static let queries: DotCommand = .init(
        name: "queries", arguments: "[PATTERN]", count: 0...1,
        summary: "list the saved queries, with their parameters",
        explanation: """
            A text lists only the names that contain it. Each name is shown with its parameters \
            and the first comment of its script.
            """,
        example: ".queries late",
        run: { (shell, words) throws(UserError) in
            let saved = SavedQueries(environment: shell.run.environment)
            let names = saved.names.filter {
                words.isEmpty || $0.lowercased().contains(words[0].lowercased())
            }
            guard !names.isEmpty else {
                throw UserError(
                    .usage,
                    words.isEmpty
                        ? "there are no saved queries"
                        : "no saved query name matches \"\(words[0])\"",
                    help: ".save late saves the last statement")
            }
            let width = names.reduce(0) { max($0, $1.displayWidth) }
            try shell.print(
                names.map { name in
                    let gap = String(repeating: " ", count: width - name.displayWidth + 2)
                    let line = name + gap + Shell.summary(of: saved.path(of: name))
                    return String(line.reversed().drop(while: \.isWhitespace).reversed())
                        .neutralized
                })
        })
}

extension SavedQueries {
    /// The saved queries of this process, for completion, which has no environment.
    static var ofProcess: SavedQueries {
        SavedQueries(environment: ProcessInfo.processInfo.environment)
    }
}

extension Shell {
    /// Returns `NAME=` for each parameter of a script that has no value among the words yet.
    static func parameters(of path: String?, _ words: [String]) -> [String] {
        guard let path, var script = try? Script.read(.file(path)) else { return [] }
        try? script.parse(TypedText(script.text).statements)
        let given = words.dropFirst().dropLast().compactMap {
            ScriptParameters.assignment($0)?.name
        }
        return script.declarations.map(\.name).filter { !given.contains($0) }
            .map { "\($0.text)=" }
    }

    /// Returns the parameters of a script, and the comment that it begins with.
    fileprivate static func summary(of path: String?) -> String {
        guard let path, var script = try? Script.read(.file(path)) else { return "" }
        try? script.parse(TypedText(script.text).statements)
        let parameters = script.declarations.map { declaration in
            declaration.initial == nil ? declaration.name.text : "[\(declaration.name.text)]"
        }
        let first = script.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let comment = first.hasPrefix("--") ? String(first.dropFirst(2).drop { $0 == " " }) : ""
        return [parameters.joined(separator: " "), comment].filter { !$0.isEmpty }
            .joined(separator: "  ")
    }

    /// Asks the user for the values of parameters that have none; returns nil if the user
    /// cancelled.
    func asked(for missing: [ParameterDeclaration]) async -> [Name: String]? {
        var values: [Name: String] = [:]
        for declaration in missing {
            let question = declaration.question
            let margin = String(repeating: " ", count: question.displayWidth)
            guard
                case .text(let value) = await editor.read(
                    Prompt(first: question, following: margin))
            else { return nil }
            values[declaration.name] = value
        }
        return values
    }
}
