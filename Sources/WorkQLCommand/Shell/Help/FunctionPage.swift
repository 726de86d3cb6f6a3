import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax

/// The page of `.help` about a function: its signature, its result, and a statement that runs.
struct FunctionPage {
    let functions: [Function]

    /// Returns nil if there is no function of the name.
    init?(of name: String) {
        let name = Name(name).folded
        functions = Function.all.filter { $0.name == name || $0.aliases.contains(name) }
        if functions.isEmpty { return nil }
    }

    /// Without a line break at its end.
    func text(_ translation: Translation = Translation()) -> String {
        functions.map { function in
            let others =
                function.aliases.isEmpty
                ? "" : translation("\n  also called \(function.aliases.listed)")
            let summary = translation(function.summary)
            return
                "\(function.signature)\n  \(summary)\(others)\n\n  \(Self.example(of: function))"
        }.joined(separator: "\n\n")
    }

    /// Returns a statement that calls the function according to its signature, with values for its
    /// arguments.
    static func example(of function: Function) -> String {
        if function.takesStar { return "SELECT count(*) AS n FROM member;" }
        var call = function.signature
        // If there are several signatures, the first is used.
        if let end = call.firstRange(of: "), ") { call = String(call[..<end.lowerBound]) + ")" }
        if let end = call.firstRange(of: ", current_date") {
            call = String(call[..<end.lowerBound])
        }
        if let end = call.firstRange(of: ", timezone(") { call = String(call[..<end.lowerBound]) }
        call = call.replacing(", …", with: "").replacing("(…)", with: "(ORDER BY x)")
        if function.takesTime { call = call.replacing("(x)", with: "(x, t)") }
        var seen: Set<String> = []
        let columns = words(in: call).filter {
            samples[$0] != nil && seen.insert($0).inserted
        }
        guard !columns.isEmpty else { return "SELECT \(call);" }
        let count = function.kind == .scalar ? 1 : 3
        let rows = (0..<count).map { row in
            "(" + columns.map { samples[$0]?[row] ?? "" }.joined(separator: ", ") + ")"
        }
        return
            "SELECT \(call) FROM (VALUES \(rows.joined(separator: ", "))) AS v(\(columns.map { Printer.name($0) }.joined(separator: ", ")));"
    }

    private static func words(in call: String) -> [String] {
        var words: [String] = []
        var isQuoted = false
        var word = ""
        for character in call + " " {
            if character == "'" { isQuoted.toggle() }
            if !isQuoted, character.isLetter || character == "_" {
                word.append(character)
            } else {
                if !word.isEmpty, character != "(" { words.append(word) }
                word = ""
            }
        }
        return words
    }

    /// The values for the argument names in signatures: the first is for a single row, the other
    /// two for further rows.
    private static let samples: [String: [String]] = [
        "t": [
            "TIMESTAMP '2026-08-03 09:30'", "TIMESTAMP '2026-08-04 18:05'",
            "TIMESTAMP '2026-08-05 08:55'",
        ],
        "u": ["TIMESTAMP '2026-08-10 08:00'", "now()", "now()"],
        "s": ["'a-b-c'", "'d-e'", "'f'"], "part": ["'b'", "'e'", "'f'"],
        "x": ["0.5", "2", "10"], "y": ["2", "3", "4"], "z": ["3", "4", "5"],
        "n": ["2", "2", "2"], "m": ["8", "8", "8"], "j": ["'[1, 2]'", "'[3]'", "'[]'"],
        "path": ["'$[0]'", "'$[0]'", "'$[0]'"],
        "pattern": ["'([a-z])'", "'([a-z])'", "'([a-z])'"],
        "old": ["'-'", "'-'", "'-'"], "new": ["'+'", "'+'", "'+'"],
        "condition": ["1 < 2", "1 < 2", "2 < 1"], "digits": ["0", "0", "0"],
        "start": ["3", "3", "3"], "low": ["0", "0", "0"], "high": ["1", "1", "1"],
        "width": ["10", "10", "10"], "default": ["0", "0", "0"],
    ]
}
