import Foundation
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

// Commands that change settings for the following statements.

extension DotCommand {
    static let timer: DotCommand = .init(
        name: "timer", arguments: "[on|off]", count: 0...1,
        summary: "whether each answer is followed by its times",
        explanation: """
            They are the time on the clock, how much of it lies between the first call and the last \
            answer of a service, and the rows of the answer a second.
            """,
        example: ".timer on",
        candidates: { _, _ in ["on", "off"] },
        run: { (shell, words) throws(ShellError) in
            switch words.first?.lowercased() {
            case nil: shell.say("timer: \(shell.isTimed ? "on" : "off")\n")
            case "on"?, "yes"?, "1"?: shell.isTimed = true
            case "off"?, "no"?, "0"?: shell.isTimed = false
            case let word?: throw DotCommand.timer.wrong(word, "switch")
            }
        })

    static let timezone: DotCommand = .init(
        name: "timezone", arguments: "[ZONE]", count: 0...1,
        summary: "the time zone for days and clocks",
        explanation: """
            It is SET timezone: what SINCE and DURING mean, and how times are written. RESET \
            timezone puts it back.
            """,
        example: ".timezone Asia/Tokyo",
        candidates: { _, _ in Zone.names },
        run: { (shell, words) async throws(ShellError) in
            guard let word = words.first else {
                return shell.say("timezone: \(shell.session.options.zone.identifier)\n")
            }
            await shell.runText("SET timezone = \(Printer.quoted(word))")
        })

    static let profile: DotCommand = .init(
        name: "profile", arguments: "[NAME]", count: 0...1,
        summary: "whose credentials the calls are made with",
        explanation: """
            The profiles are those of the configuration. What was SET, declared, given a name by LET \
            and answered last stays; zone and limits that were not SET are the profile's.
            """,
        example: ".profile work",
        run: { (shell, words) throws(ShellError) in
            guard let name = words.first else { return try shell.tellProfiles() }
            try shell.change(toProfile: name)
        })

    static let quota: DotCommand = .init(
        name: "quota",
        summary: "what is used and left of each quota",
        explanation: "It is SHOW QUOTA. EXPLAIN tells how long a query would wait for its quotas.",
        example: ".quota",
        run: { (shell, _) async throws(ShellError) in await shell.runText("SHOW QUOTA") })
}

extension Shell {
    fileprivate func tellProfiles() throws(ShellError) {
        var names: [String] = []
        if !run.query.isDemo, let path = ConfigurationFile.path(in: run.environment) {
            names = try configured { () throws(ConfigurationError) in
                try ConfigurationFile.load(path)?.profiles.keys.sorted() ?? []
            }
        }
        let others =
            names.isEmpty ? "" : " (there \(names.count == 1 ? "is" : "are") \(names.listed))"
        say("profile: \(profile ?? "none")\(others)\n".neutralizedLines)
    }

    fileprivate mutating func change(toProfile name: String) throws(ShellError) {
        guard !run.query.isDemo else {
            throw ShellError(
                .usage, "--demo has credentials of its own and takes no profile",
                help: "start workql without --demo")
        }
        var asked = run
        asked.query.flags.profile = name
        let settings = try asked.settings()
        let now = session.options.now
        let other = try configured { () throws(ConfigurationError) in
            try settings.session(now: now, parameters: asked.query.parameters)
        }
        session.move(to: other)
        profile = settings.profile
    }
}

extension String {
    /// The text with its line breaks, without any other characters that control a terminal.
    fileprivate var neutralizedLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).neutralized }
            .joined(separator: "\n")
    }
}
