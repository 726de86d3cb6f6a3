import WorkQLFiles
import WorkQLLanguage
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// A value as it was written for a setting, in any source.
enum SettingInput: Sendable {
    case null
    case integer(Int64)
    case boolean(Bool)
    case duration(DurationLiteral)
    /// In quotes, or a bare word that replaces it.
    case text(String)
    /// From a source that has only texts: a string of the configuration, a variable of the
    /// environment, the value of an option.
    case argument(String)
    case other

    init(_ expression: Expression) {
        self =
            switch expression.kind {
            case .literal(.null): .null
            case .literal(.integer(let number)): .integer(number)
            case .literal(.boolean(let truth)): .boolean(truth)
            case .literal(.duration(let duration)): .duration(duration)
            case .literal(.text(let text)): .text(text)
            case .column(qualifier: [], let name): .text(name.text)
            default: .other
            }
    }

    var text: String? {
        switch self {
        case .text(let text), .argument(let text): text
        default: nil
        }
    }

    /// Whether it is `NULL`, which is a word in sources that have only texts.
    var isNull: Bool {
        switch self {
        case .null: true
        case .argument(let text): Name.fold(text) == "null"
        default: false
        }
    }
}

/// The context in which a value is read.
struct SettingContext: Sendable {
    /// The base of relative paths; nil is the working folder.
    var folder: String?
    /// The position of the value.
    var span = Span(0, 0)
}

/// The reason why a value is refused.
enum SettingRefusal: Error {
    /// It is not of the setting's kind; the reader of the source knows how its values are written
    /// there.
    case otherKind
    case diagnostic(Diagnostic)
}

/// The reading and writing of values of a kind.
struct SettingKind<Value: Sendable>: Sendable {
    /// The text after `takes` in a refusal.
    let takes: String
    /// Its only values; empty if there are others.
    var choices: [String] = []
    let fileForm: Setting.FileForm
    /// Reads a value; nil if it is not of this kind.
    let read: @Sendable (SettingInput, SettingContext) throws(SettingRefusal) -> Value?
    /// Returns the value as SET takes it; nil is NULL.
    let text: @Sendable (Value) -> String?
}

extension SettingKind where Value == Zone {
    static let zone = SettingKind(
        takes: "a name",
        fileForm: .init(types: [.text], wanted: "a string in quotes", mistake: nil),
        read: { (input, context) throws(SettingRefusal) in
            guard let text = input.text else { return nil }
            do throws(Diagnostic) { return try Zone(identifier: text, at: context.span) } catch {
                throw .diagnostic(error)
            }
        },
        text: { $0.identifier })
}

extension SettingKind where Value == Int? {
    /// A number, or NULL for no limit.
    static let limit = SettingKind(
        takes: "a whole number, 0 or more",
        fileForm: .init(types: [.number], wanted: "a number, 0 or more", mistake: nil),
        read: { (input, _) throws(SettingRefusal) in
            if input.isNull { return .some(nil) }
            switch input {
            case .integer(let number) where number >= 0: return Int(clamping: number)
            case .argument(let text):
                guard let number = Int(text), number >= 0 else { return nil }
                return number
            default: return nil
            }
        },
        text: { $0.map(String.init) })

    /// Whole seconds, written as a duration, or NULL.
    static let duration = SettingKind(
        takes: "a duration in weeks, days or smaller units",
        fileForm: .init(
            types: [.text, .number], wanted: "a string in quotes",
            mistake: ("is not a duration", "write days or weeks, such as \"365d\"")),
        read: { (input, _) throws(SettingRefusal) in
            if input.isNull { return .some(nil) }
            let written: DurationLiteral? =
                switch input {
                case .integer(0): DurationLiteral(seconds: 0)
                case .duration(let duration): duration
                case .argument(let text): DurationLiteral(text)
                default: nil
                }
            guard let written, let span = CalendarSpan(written), span.months == 0 else {
                return nil
            }
            return span.days * 86_400 + Int(span.milliseconds / 1000)
        },
        text: { $0.map { "\(DurationLiteral(seconds: $0))" } })
}

extension SettingKind where Value == Int {
    /// Returns the kind of numbers in a range.
    static func number(_ range: ClosedRange<Int>) -> SettingKind {
        let words = range.map(String.init).joined(separator: " or ")
        return SettingKind(
            takes: words,
            fileForm: .init(types: [.number], wanted: words, mistake: nil),
            read: { (input, _) throws(SettingRefusal) in
                let number: Int? =
                    switch input {
                    case .integer(let number): Int(exactly: number)
                    case .argument(let text): Int(text)
                    default: nil
                    }
                return number.flatMap { range.contains($0) ? $0 : nil }
            },
            text: { String($0) })
    }
}

extension SettingKind where Value == Bool {
    static let onOrOff = SettingKind(
        takes: "on or off",
        fileForm: .init(
            types: [.boolean, .text], wanted: "true or false",
            mistake: ("is not on or off", "write true or false")),
        read: { (input, _) throws(SettingRefusal) in
            if case .boolean(let truth) = input { return truth }
            return switch input.text?.settingWord(among: ["on", "off"]) {
            case "on": true
            case "off": false
            default: nil
            }
        },
        text: { $0 ? "on" : "off" })
}

extension SettingKind {
    /// Returns the kind of the words of an enumeration, or NULL.
    static func word<Word: RawRepresentable & CaseIterable & Sendable>() -> SettingKind
    where Value == Word?, Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return SettingKind(
            takes: words + " or NULL",
            fileForm: .init(
                types: [.text], wanted: "a string in quotes",
                mistake: ("is not one of its values", "write one of \(words)")),
            read: { (input, _) throws(SettingRefusal) in
                if input.isNull { return .some(nil) }
                let words = Word.allCases.map(\.rawValue)
                guard let text = input.text?.settingWord(among: words),
                    let word = Word(rawValue: text)
                else { return nil }
                return word
            },
            text: { $0?.rawValue })
    }
}

extension SettingKind {
    /// Returns the kind of the words of an enumeration.
    static func choice() -> SettingKind
    where
        Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String
    {
        let words = Value.allCases.map(\.rawValue).joined(separator: " or ")
        return SettingKind(
            takes: words, choices: Value.allCases.map(\.rawValue),
            fileForm: .init(
                types: [.text], wanted: "a string in quotes",
                mistake: ("is not one of its values", "write \(words)")),
            read: { (input, _) throws(SettingRefusal) in
                let words = Value.allCases.map(\.rawValue)
                return input.text.flatMap { Value(rawValue: $0.settingWord(among: words)) }
            },
            text: { $0.rawValue })
    }
}

extension SettingKind where Value == SettingValues.Spoken {
    static let language: SettingKind = {
        let languages = SettingKind<Language>.choice()
        return SettingKind(
            takes: languages.takes, choices: languages.choices, fileForm: languages.fileForm,
            read: { (input, context) throws(SettingRefusal) in
                try languages.read(input, context).map {
                    SettingValues.Spoken(language: $0, isChosen: true)
                }
            },
            text: { languages.text($0.language) })
    }()
}

extension SettingKind where Value == SettingValues.Pager {
    static let pager = SettingKind(
        takes: "'on', 'off' or a command",
        fileForm: .init(
            types: [.text, .boolean], wanted: "a string in quotes",
            mistake: ("is empty", "write on, off or a command")),
        read: { (input, _) throws(SettingRefusal) in
            if case .boolean(let isOn) = input { return isOn ? .on : .off }
            guard let command = input.text, !command.isEmpty else { return nil }
            return switch command.settingWord(among: ["on", "off"]) {
            case "on": .on
            case "off": .off
            default: .command(command)
            }
        },
        text: {
            switch $0 {
            case .on: "on"
            case .off: "off"
            case .command(let command): command
            }
        })
}

extension SettingKind where Value == String? {
    /// The name of a file that is read, or NULL.
    static let file = SettingKind(
        takes: "the name of a file or NULL",
        fileForm: .init(
            types: [.text], wanted: "a string in quotes",
            mistake: ("is not a file name", "write the name of a file")),
        read: { (input, context) throws(SettingRefusal) in
            if input.isNull { return .some(nil) }
            guard let text = input.text, !text.isEmpty else { return nil }
            return .some(UserPath.resolved(text, in: context.folder))
        },
        text: { $0 })
}

extension SettingKind where Value == Store.Location? {
    static let store = SettingKind(
        takes: "the name of a file, memory or off",
        fileForm: .init(
            types: [.text], wanted: "a string in quotes",
            mistake: ("is not a file name", "write the name of a file, memory or off")),
        read: { (input, context) throws(SettingRefusal) in
            guard let text = input.text, !text.isEmpty else { return nil }
            return .some(Store.Location.named(text, in: context.folder))
        },
        text: { Store.Location.text($0) })
}
