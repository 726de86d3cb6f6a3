import Foundation
import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

// Commands that change settings for the following statements.

extension DotCommand {
    static let timer: DotCommand = .init(
        name: "timer", arguments: "[on|off]", count: 0...1,
        summary: "show the times of each result",
        explanation: """
            The times are the elapsed time, the part of it between the first call and the last \
            response of a service, and the number of rows per second.
            """,
        example: ".timer on",
        candidates: { _, _ in ["on", "off"] },
        run: { (shell, words) throws(UserError) in
            switch words.first?.lowercased() {
            case nil: shell.say("timer: \(shell.isTimed ? "on" : "off")\n")
            case "on"?, "yes"?, "1"?: shell.isTimed = true
            case "off"?, "no"?, "0"?: shell.isTimed = false
            case let word?: throw DotCommand.timer.wrong(word, "switch")
            }
        })

    static let timezone: DotCommand = .init(
        name: "timezone", arguments: "[ZONE]", count: 0...1,
        summary: "the time zone of dates and times",
        explanation: """
            Same as SET timezone: sets what SINCE and DURING mean, and how times are shown. RESET \
            timezone restores the default.
            """,
        example: ".timezone Asia/Tokyo",
        candidates: { _, _ in Zone.names },
        run: { (shell, words) async throws(UserError) in
            guard let word = words.first else {
                return shell.say("timezone: \(shell.session.options.zone.identifier)\n")
            }
            await shell.runText("SET timezone = \(Printer.quoted(word))")
        })

    static let profile: DotCommand = .init(
        name: "profile", arguments: "[NAME]", count: 0...1,
        summary: "set the profile whose credentials calls use",
        explanation: """
            The profiles are those of the configuration. Settings, parameters, names of LET and \
            the last result are kept; a time zone and limits that were not set with SET are those \
            of the profile.
            """,
        example: ".profile work",
        run: { (shell, words) throws(UserError) in
            guard let name = words.first else { return try shell.tellProfiles() }
            try shell.change(toProfile: name)
        })

    static let quota: DotCommand = .init(
        name: "quota",
        summary: "show the used and remaining calls of each quota",
        explanation:
            "Same as SHOW QUOTA. EXPLAIN shows how long a query would wait for its quotas.",
        example: ".quota",
        run: { (shell, _) async throws(UserError) in await shell.runText("SHOW QUOTA") })
}

extension Shell {
    fileprivate func tellProfiles() throws(UserError) {
        var names: [String] = []
        if !run.query.isDemo, let path = ConfigurationFile.path(in: run.environment) {
            names = try ConfigurationFile.load(path)?.profiles.keys.sorted() ?? []
        }
        let others =
            names.isEmpty ? "" : " (there \(names.count == 1 ? "is" : "are") \(names.listed))"
        say("profile: \(profile ?? "none")\(others)\n".neutralizedLines)
    }

    fileprivate mutating func change(toProfile name: String) throws(UserError) {
        guard !run.query.isDemo else {
            throw UserError(
                .usage, "--demo uses its own credentials and takes no profile",
                help: "start workql without --demo")
        }
        var asked = run
        asked.query.flags.profile = name
        let settings = try asked.settings()
        let now = session.options.now
        let other = try settings.session(now: now, parameters: asked.query.parameters)
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
