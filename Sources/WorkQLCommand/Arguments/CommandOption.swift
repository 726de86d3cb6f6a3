import WorkQL

/// An option of the command line, as a value: parsing, `--help`, the manual, the docs and the
/// completions of three shells are made from its literal in `CommandOptions.swift`.
///
/// An option that gives a setting has no literal there: the setting's own says all of it.
struct CommandOption: Sendable {
    /// With its dashes: `--format`.
    let name: String
    /// `-f`; nil where there is only the name.
    let letter: String?
    /// What it takes; nil for a switch.
    let value: Value?
    let group: Group
    /// A sentence.
    let summary: String
    /// - Parameter text: the value as it is written; empty for a switch.
    let take: @Sendable (_ text: String, inout CommandArguments) throws(ShellError) -> Void

    struct Value: Sendable {
        let placeholder: String
        var completion = Completion.none
        /// Whether whatever stands behind the option is its value, also what looks like an option.
        var mayBeOption = false
    }

    /// What a shell offers for a value.
    enum Completion: Sendable {
        case none
        case words([String])
        /// - Parameter ending: which files; nil is all.
        case files(ending: String?)
    }

    /// The headings of the help, in its order.
    enum Group: String, CaseIterable, Sendable {
        case scripts = "What to run"
        case result = "The result"
        case services = "Asking the services"
        case other = "Other"
    }

    init(
        _ name: String, _ letter: String? = nil, _ value: Value? = nil, in group: Group,
        _ summary: String,
        take: @escaping @Sendable (String, inout CommandArguments) throws(ShellError) -> Void
    ) {
        self.name = name
        self.letter = letter
        self.value = value
        self.group = group
        self.summary = summary
        self.take = take
    }

    private init(_ setting: Setting, _ option: Setting.Option) {
        name = option.name
        letter = nil
        value = option.placeholder.map {
            Value(placeholder: $0, completion: option.isPath ? .files(ending: nil) : .none)
        }
        group =
            switch option.group {
            case .result: .result
            case .services: .services
            }
        summary = option.summary
        let isSwitch = option.placeholder == nil
        take = { (text, arguments) throws(ShellError) in
            do throws(ValueError) {
                try arguments.query.flags.settings.takeOption(isSwitch ? nil : text, of: setting)
            } catch {
                throw ShellError(.usage, error.message, help: error.help)
            }
        }
    }

    /// Those that give a setting.
    static let ofSettings: [CommandOption] = Setting.all.compactMap { setting in
        setting.option.map { CommandOption(setting, $0) }
    }

    /// `-f <FORMAT>`, as it was written.
    func usage(as written: String) -> String {
        value.map { "\(written) <\($0.placeholder)>" } ?? written
    }

    /// `-f, --format <FORMAT>`
    var usage: String {
        usage(as: letter.map { "\($0), \(name)" } ?? name)
    }
}
