import WorkQLSyntax

/// Splits the words of a command line into options, their values and operands.
///
/// It is WorkQL's own and not swift-argument-parser, which determines by reflection what a command
/// takes: that took longer than everything else that answers `SELECT 1`, and it keeps each option
/// in a property of its own, so that the literals of settings could not declare theirs.
///
/// - `--name value` and `--name=value`, `-n value` and `-n=value`;
/// - options and operands may appear in any order, and after `--` there are operands only;
/// - if an option with a single value is written twice, the last one counts;
/// - the word after an option that takes a value is its value unless it looks like an option; for
///   texts of statements and parameters it is the value even then.
struct ArgumentReader {
    private let command: Subcommand
    private var arguments = CommandArguments()
    private var operands = 0
    /// The first error. The words after it are still read, because they may contain a request for
    /// help.
    private var failure: UserError?

    static func read(
        _ words: [String], for command: Subcommand
    ) throws(UserError) -> CommandArguments {
        var reader = ArgumentReader(command: command)
        reader.read(words[...])
        if reader.arguments.request == nil {
            if let failure = reader.failure { throw failure }
            if let operand = command.operand, operand.isRequired, reader.operands == 0 {
                throw reader.mistake("missing argument '<\(operand.placeholder)>'")
            }
        }
        return reader.arguments
    }

    private init(command: Subcommand) { self.command = command }

    private mutating func read(_ words: ArraySlice<String>) {
        var rest = words
        while let word = rest.popFirst() {
            do throws(UserError) {
                if word == "--" {
                    for word in rest { try takeOperand(word) }
                    return
                }
                if word.hasPrefix("-"), word != "-" {
                    try takeOption(word, &rest)
                } else {
                    try takeOperand(word)
                }
            } catch {
                failure = failure ?? error
            }
        }
    }

    private mutating func takeOption(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(UserError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = command.options.first(where: { $0.name == name || $0.letter == name })
        else {
            if command.operand?.mayBeOption == true { return try takeOperand(word) }
            throw unknown(name)
        }
        guard let value = option.value else {
            guard parts.count == 1 else { throw mistake("'\(name)' takes no value") }
            return try option.take("", &arguments)
        }
        if parts.count == 2 { return try option.take(String(parts[1]), &arguments) }
        guard let next = rest.first, value.mayBeOption || next == "-" || !next.hasPrefix("-")
        else { throw mistake("missing value for '\(option.usage(as: name))'") }
        rest.removeFirst()
        try option.take(next, &arguments)
    }

    private mutating func takeOperand(_ word: String) throws(UserError) {
        guard let operand = command.operand, operand.repeats || operands == 0 else {
            throw mistake("unexpected argument '\(word)'")
        }
        operands += 1
        operand.take(word, &arguments)
    }

    private func unknown(_ name: String) -> UserError {
        // A one-letter name is similar to every other one.
        let near = name.count > 2 ? nearest(name, in: command.options.map(\.name)) : nil
        // `-fcsv`, which other programs accept.
        let joined = command.options.first { option in
            option.value != nil && option.letter.map { name.hasPrefix($0) } ?? false
        }
        let help =
            near.map { "did you mean '\($0)'?" }
            ?? joined.flatMap(\.letter).map { "write '\($0) \(name.dropFirst(2))'" }
        return mistake("unknown option '\(name)'", help: help)
    }

    private func mistake(_ message: String, help: String? = nil) -> UserError {
        UserError(.usage, message, help: help ?? "\(command.title) --help lists the options")
    }
}
