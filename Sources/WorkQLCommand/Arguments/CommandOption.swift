import WorkQL
import WorkQLSyntax

/// An option of the command line, as a value: parsing, `--help`, the manual, the docs and the
/// completions of three shells are made from its literal in `CommandOptions.swift`.
///
/// An option that sets a setting has no literal there: the literal of the setting declares all of
/// it.
struct CommandOption: Sendable {
    /// The name with its dashes: `--format`.
    let name: String
    /// The short form, such as `-f`; nil if there is only the name.
    let letter: String?
    /// The value that the option takes; nil for a switch.
    let value: Value?
    let group: Group
    /// The description, one sentence.
    let summary: String
    /// Stores the option in the arguments.
    ///
    /// - Parameter text: the value as it is written; empty for a switch.
    let take: @Sendable (_ text: String, inout CommandArguments) throws(UserError) -> Void

    struct Value: Sendable {
        let placeholder: String
        var completion = Completion.none
        /// Whether the word after the option is always its value, even if it looks like an option.
        var mayBeOption = false
    }

    /// The values that a shell's completion offers.
    enum Completion: Sendable {
        case none
        case words([String])
        /// - Parameter ending: the extension of the files; nil for all files.
        case files(ending: String?)
        /// The profiles of the configuration, which the shell reads itself.
        case profiles
        /// Names, and files of an extension.
        case names([String], orFiles: String)
    }

    /// The headings of the help, in the order in which they are printed.
    enum Group: String, CaseIterable, Sendable {
        case scripts = "What to run"
        case result = "Output"
        case services = "Calls to the services"
        case other = "Other"
    }

    init(
        _ name: String, _ letter: String? = nil, _ value: Value? = nil, in group: Group,
        _ summary: String,
        take: @escaping @Sendable (String, inout CommandArguments) throws(UserError) -> Void
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
            Value(
                placeholder: $0,
                completion: option.isPath
                    ? .files(ending: nil)
                    : setting.choices.isEmpty ? .none : .words(setting.choices))
        }
        group =
            switch option.group {
            case .result: .result
            case .services: .services
            }
        summary = option.summary
        let isSwitch = option.placeholder == nil
        take = { (text, arguments) throws(UserError) in
            try arguments.query.flags.settings.takeOption(isSwitch ? nil : text, of: setting)
        }
    }

    /// The options that set a setting.
    static let ofSettings: [CommandOption] = Setting.all.compactMap { setting in
        setting.option.map { CommandOption(setting, $0) }
    }

    /// Returns the usage with the name as the user wrote it: `-f <FORMAT>`.
    func usage(as written: String) -> String {
        value.map { "\(written) <\($0.placeholder)>" } ?? written
    }

    /// The usage with both names: `-f, --format <FORMAT>`.
    var usage: String {
        usage(as: letter.map { "\($0), \(name)" } ?? name)
    }
}
