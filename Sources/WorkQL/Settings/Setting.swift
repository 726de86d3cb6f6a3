import WorkQLPlanner
import WorkQLSyntax

/// A setting that SET can change, as a value: all of its properties are in its literal in
/// `SettingValues.swift`. SET, RESET, SHOW SETTINGS, `config.toml`, the environment's variables,
/// the options of the command line with their help, and completion are derived from it.
package struct Setting: Sendable {
    /// The name, as SET and the configuration write it.
    package let name: String
    package let summary: String
    /// Values that SET takes for it, as they are written, each with its meaning.
    package let examples: [(value: String, summary: String)]
    /// The variable of the environment that sets it; nil if none does.
    package let variable: String?
    /// The option of the command line that sets it; nil if none does.
    package let option: Option?
    /// Whether a new value affects the store at once.
    let opensStore: Bool
    /// The text after `takes` in a refusal.
    let takes: String
    /// Its only values; empty if there are others.
    package let choices: [String]
    /// The text after `SET name = ` in the help of a refusal.
    let remedy: String
    let fileForm: FileForm
    private let reading:
        @Sendable (SettingInput, SettingContext, inout SettingValues) throws(SettingRefusal) -> Void
    private let printing: @Sendable (SettingValues) -> String?
    private let copying: @Sendable (SettingValues, inout SettingValues) -> Void
    private let comparing: @Sendable (SettingValues, SettingValues) -> Bool

    /// - Parameters:
    ///   - field: the property that holds its value.
    ///   - remedy: an example for SET, and what else can be written.
    init<Value: Sendable & Equatable>(
        _ name: String, _ kind: SettingKind<Value>,
        _ field: any (WritableKeyPath<SettingValues, Value> & Sendable), environment: String? = nil,
        option: Option? = nil, opensStore: Bool = false, summary: String, remedy: String,
        examples: [(value: String, summary: String)]
    ) {
        self.name = name
        self.summary = summary
        self.examples = examples
        self.remedy = remedy
        self.opensStore = opensStore
        self.option = option
        variable = environment
        takes = kind.takes
        choices = kind.choices
        fileForm = kind.fileForm
        let (read, text) = (kind.read, kind.text)
        reading = { (input, context, values) throws(SettingRefusal) in
            guard let value = try read(input, context) else { throw .otherKind }
            values[keyPath: field] = value
        }
        printing = { text($0[keyPath: field]) }
        copying = { $1[keyPath: field] = $0[keyPath: field] }
        comparing = { $0[keyPath: field] == $1[keyPath: field] }
    }

    /// An option of the command line. One without a value means `on`.
    package struct Option: Sendable {
        /// `--max-calls`
        package let name: String
        /// The placeholder of its value in the help; nil for a switch.
        package let placeholder: String?
        package let group: Group
        package let summary: String
        /// Whether the value may be the name of a file.
        package let isPath: Bool
        /// Returns the message for a value of another kind.
        let mistake: @Sendable (String) -> String
        /// An example of its use, for the help of a refusal.
        let example: String

        package enum Group: Sendable {
            /// How the answer is written.
            case result
            /// Which calls are made.
            case services
        }

        init(
            _ name: String, _ placeholder: String? = nil, in group: Group, _ summary: String,
            isPath: Bool = false,
            mistake: @escaping @Sendable (String) -> String = { "\"\($0)\" is not a value" },
            example: String = ""
        ) {
            self.name = name
            self.placeholder = placeholder
            self.group = group
            self.summary = summary
            self.isPath = isPath
            self.mistake = mistake
            self.example = example
        }
    }

    /// The form of a value in `config.toml`.
    struct FileForm: Sendable {
        /// The types of TOML that a value may have.
        let types: Set<FileType>
        /// What to write instead of a value of another type.
        let wanted: String
        /// The message, after the key, for a value of the right type that is not accepted, and what
        /// to write; nil if its type is sufficient.
        let mistake: (message: String, help: String)?

        enum FileType { case text, number, boolean }
    }

    // MARK: Values

    /// Returns the value as SET takes it; nil is NULL.
    package func text(in values: SettingValues) -> String? { printing(values) }

    func isSame(_ values: SettingValues, _ other: SettingValues) -> Bool {
        comparing(values, other)
    }

    func copy(from values: SettingValues, to other: inout SettingValues) { copying(values, &other) }

    func read(
        _ input: SettingInput, _ context: SettingContext = SettingContext(),
        into values: inout SettingValues
    ) throws(SettingRefusal) { try reading(input, context, &values) }

    /// Sets the value of a SET statement.
    ///
    /// - Parameter folder: the base of relative paths; nil is the working folder.
    func set(
        _ value: Expression, in values: inout SettingValues, folder: String?
    ) throws(UserError) {
        do throws(SettingRefusal) {
            let context = SettingContext(folder: folder, span: value.span)
            try read(SettingInput(value), context, into: &values)
        } catch {
            switch error {
            case .diagnostic(let diagnostic): throw UserError(diagnostic)
            case .otherKind:
                throw UserError(
                    .query, "\(name) takes \(takes)", at: value.span,
                    help: "write SET \(name) = \(remedy)", code: .settingValue)
            }
        }
    }

    // MARK: Names

    /// Returns the setting with a name, in any case, or the one that a Chinese word means.
    package static func named(_ name: String) -> Setting? {
        let folded = Name.fold(name)
        let meant = ChineseSettings.name(meantBy: folded) ?? folded
        return all.first { $0.name == meant }
    }

    static func named(_ name: Name) throws(UserError) -> Setting {
        if let setting = named(name.text) { return setting }
        let near = nearest(name.text, in: all.map(\.name))
        throw UserError(
            Diagnostic(
                .unknownSetting, "unknown setting \"\(name.text)\"", at: name.span, meaning: near,
                otherwise: "SHOW SETTINGS lists them"))
    }
}
