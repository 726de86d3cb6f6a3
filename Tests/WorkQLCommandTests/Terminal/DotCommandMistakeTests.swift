import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// The messages for wrong dot commands.
    @Suite(.serialized) struct DotCommandMistakeTests {
        /// The input, and the messages for it.
        private static let mistakes: [(String, [String])] = [
            (
                ".tabels",
                [
                    "error[E1203]: unknown command \".tabels\"",
                    "  = help: did you mean \".tables\"?",
                ]
            ),
            (
                ".wxyz",
                ["error[E1203]: unknown command \".wxyz\"", "  = help: .help lists the commands"]
            ),
            (
                ".", ["error[E1203]: unknown command \".\"", "  = help: .help lists the commands"]
            ),
            (
                ".h is", ["error[E1203]: no help on \"is\"", topics]
            ),
            (
                ".tables zzz",
                ["error[E1203]: no table name matches \"zzz\"", "  = help: .tables lists all"]
            ),
            (
                ".schema chekin",
                ["error[E0401]: unknown table \"chekin\"", "  = help: did you mean \"checkin\"?"]
            ),
            (".schema _", ["error[E0401]: unknown table \"_\"", "  = help: .tables lists them"]),
            (
                ".describe",
                [
                    "error[E1203]: .describe requires TABLE",
                    "  = help: for example .describe checkin",
                ]
            ),
            (
                ".mode jsn",
                ["error[E1203]: unknown format \"jsn\"", "  = help: did you mean \"json\"?"]
            ),
            (
                ".mode csv tsv",
                [
                    "error[E1203]: .mode takes no \"tsv\"",
                    "  = help: write .mode [FORMAT]; use quotes around a word with spaces",
                ]
            ),
            (
                ".once",
                ["error[E1203]: .once requires FILE", "  = help: for example .once late.csv"]
            ),
            (".once /", ["error[E1004]: / is a folder", "  = help: specify a file in it"]),
            (
                ".output |less",
                [
                    "error[E1203]: results go into files, not into commands",
                    "  = help: in the system's shell: workql -f csv -c \"SELECT …\" | …",
                ]
            ),
            (
                ".width wide",
                [
                    "error[E1203]: \"wide\" is not a width",
                    "  = help: write .width [N …], for example .width 12 0 -8",
                ]
            ),
            (
                ".nullvalue 'x",
                [
                    "error[E1203]: the quote before x is not closed",
                    "  = help: add ' after it; inside quotes, write '' for one",
                ]
            ),
            (".read no.wql", ["error[E1001]: the script no.wql does not exist"]),
            (".edit", noStatement), (".explain", noStatement), (".watch", noStatement),
            (
                ".watch 0.5",
                [
                    "error[E1203]: \"0.5\" is not a number of seconds",
                    "  = help: from 1 to 86400, for example .watch 30",
                ]
            ),
            (
                ".timer maybe",
                [
                    "error[E1203]: \"maybe\" is not a switch",
                    "  = help: write .timer [on|off], for example .timer on",
                ]
            ),
            (
                ".profile work",
                [
                    "error[E1203]: --demo uses its own credentials and takes no profile",
                    "  = help: start workql without --demo",
                ]
            ),
            (".quota x", ["error[E1203]: .quota takes no \"x\"", "  = help: write only .quota"]),
            (
                ".history 0",
                [
                    "error[E1203]: \"0\" is not a number of entries",
                    "  = help: write .history [N|PATTERN], for example .history checkin",
                ]
            ),
            (
                ".history 打卡",
                [
                    "error[E1203]: no history entry contains \"打卡\"",
                    "  = help: .history 100 lists the last 100",
                ]
            ),
            (
                ".last",
                [
                    "error[E0401]: there is no previous result",
                    "  = help: _ is the result of the previous query",
                ]
            ),
            (
                ".timezone Asia/Tokio",
                [
                    "error[E0310]: no time zone is named 'Asia/Tokio'", " --> <input>:1:16", "  |",
                    "1 | SET timezone = 'Asia/Tokio'", "  |                ^^^^^^^^^^^^",
                    "  = help: similar time zones: 'Asia/Tokyo'",
                ]
            ),
        ]

        private static let topics =
            "  = help: topics are queries, time, people, cost, output, scripts, settings and keys"
        private static let noStatement = [
            "error[E1203]: no statement has been typed yet",
            "  = help: for example SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d;",
        ]

        @Test func mistakesAreTold() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, columns: 100, rows: 40).terminal
                for (line, said) in Self.mistakes {
                    try terminal.enter(line)
                    try terminal.expect {
                        $0.dropLast().suffix(said.count + 1) == (["workql> " + line] + said)[...]
                    }
                }
            }
        }
    }
}
