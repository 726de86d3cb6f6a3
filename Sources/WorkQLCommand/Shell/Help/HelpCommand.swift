import WorkQL
import WorkQLCatalog
import WorkQLEditor
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax

extension DotCommand {
    static let help: DotCommand = .init(
        name: "help", arguments: "[TOPIC|COMMAND|TABLE|FUNCTION|CODE]", count: 0...1,
        summary: "show help",
        explanation: """
            The topics are \(HelpTopic.all.map(\.name).listed). Write a command with its dot if a \
            topic has the same name. A code is that of an error: E0402, or 60020 of a service.
            """,
        example: ".help time",
        candidates: { session, _ in
            let topics = HelpTopic.all.map(\.name)
            // If a topic and a command have the same name, the command is listed with its dot.
            let commands = all.map { topics.contains($0.name) ? ".\($0.name)" : $0.name }
            let others = topics + commands + session.catalog.tables.map(\.name)
            // A function with the same name as one of these is left to the other's page.
            return others + Function.all.map(\.name).filter { !others.contains($0) }
        },
        run: { (shell, words) throws(UserError) in
            let page = try page(words.first, in: shell.session, shell.run.messages.translation)
            shell.show(page + "\n")
        })

    private static func page(
        _ name: String?, in session: ScriptSession, _ translation: Translation
    ) throws(UserError) -> String {
        guard let name else { return overview(translation) }
        if name.wholeMatch(of: /[Ee]?[0-9]+|-[0-9]+/) != nil {
            return try ErrorReference([name], translation).text
        }
        if name.hasPrefix(".") {
            return try named(String(name.dropFirst())).page(translation)
        }
        if let topic = HelpTopic.named(name) { return topic.text(translation) }
        // In Chinese a topic and a command may be called the same.
        if !name.allSatisfy(\.isASCII), let topic = HelpTopic.about(name) {
            return topic.text(translation)
        }
        if let command = try? named(name) { return command.page(translation) }
        if let table = session.catalog.named(name) {
            return HelpTopic.page(of: table, in: translation.language).text(translation)
        }
        if let page = FunctionPage(of: name) { return page.text(translation) }
        if let topic = HelpTopic.about(name) { return topic.text(translation) }
        let meant = session.catalog.tables(meantBy: name)
        if let table = meant.first, meant.count == 1 {
            return HelpTopic.page(of: table, in: translation.language).text(translation)
        }
        let known =
            HelpTopic.all.map(\.name) + all.map(\.name) + session.catalog.tables.map(\.name)
            + Function.all.map(\.name)
        throw UserError(
            .usage, "no help on \"\(name)\"", of: name, meaning: nearest(name, in: known),
            otherwise: "topics are "
                + HelpTopic.all.map { $0.title(in: translation.language) }.listed)
    }

    /// What it does and how it is typed.
    func page(_ translation: Translation = Translation()) -> String {
        func sentence(_ english: String) -> String {
            ChinesePlaceholders.worded(translation(english), in: translation.language)
        }
        let rest = sentence(explanation).wrapped(78)
        return "\(usage(in: translation.language))\n  \(sentence(summary))\n\n\(rest)\n\n"
            + "  \(translation(example))"
    }

    private func usage(in language: Language) -> String {
        ChinesePlaceholders.worded(usage, in: language, isUsage: true)
    }

    static func overview(_ translation: Translation) -> String {
        let first = translation("A statement ends with a semicolon:")
        let last = translation(
            "A command may be abbreviated if no other begins the same. Quotes keep words together.")
        let isChinese = translation.language == .zh
        let query =
            isChinese
            ? "SELECT * FROM 打卡记录 WHERE 用户 = 'lisi' SINCE 7天前;"
            : "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d;"
        let table = isChinese ? "打卡记录" : "checkin"
        let others = [".help COMMAND", ".help TABLE", ".help FUNCTION", ".help E0402"]
        func worded(_ text: String) -> String {
            ChinesePlaceholders.worded(text, in: translation.language)
        }
        func summary(of command: DotCommand) -> String {
            let summary = worded(translation(command.summary))
            guard isChinese, let name = command.chineseName else { return summary }
            return "\(summary)（.\(name)）"
        }
        return """
            \(first)
              \(query)
              SHOW TABLES; DESCRIBE \(table); EXPLAIN SELECT …; SET timezone = 'UTC';

            \(worded(".help TOPIC"))
            \(lines(HelpTopic.all.map { (heading(of: $0, isChinese), translation($0.summary)) }))

            \(others.map(worded).joined(separator: ", "))
            \(lines(all.map { ($0.usage(in: translation.language), summary(of: $0)) }))

            \(last)
            """
    }

    private static func heading(of topic: HelpTopic, _ isChinese: Bool) -> String {
        isChinese ? "\(topic.name) \(topic.title(in: .zh))" : topic.name
    }

    private static func lines(_ entries: [(String, String)]) -> String {
        let width = entries.reduce(0) { max($0, $1.0.displayWidth) }
        return entries.map { entry, summary in
            let gap = String(repeating: " ", count: width - entry.displayWidth + 2)
            return "  \(entry)\(gap)\(summary)"
        }.joined(separator: "\n")
    }
}
