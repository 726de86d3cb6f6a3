/// An error for a person to read: the one form of all that the command, the library, the server and
/// its clients report, whatever part of WorkQL raises it. Errors that code decides by, such as a
/// service's answers or damage of a file, have types of their own below it.
@dynamicMemberLookup
package struct UserError: Error, Hashable, Sendable {
    /// Stored in one heap allocation: every function that throws has room for an error in its
    /// frame, and a large one would use up the stack that recursion over deep statements needs.
    private indirect enum Storage: Hashable, Sendable {
        case content(Content)
    }

    private var storage: Storage

    /// What an error says; its properties are those of the error.
    package struct Content: Hashable, Sendable {
        package var kind: Kind
        /// The kind of mistake by its stable name.
        package var code: DiagnosticCode
        /// Complete on its own: lowercase, no full stop, no secrets, naming its subject.
        package var message: String
        /// What to write or do instead, as an instruction; nil if it is unknown.
        package var help: String?
        /// The smallest span of the statement that contains the error; nil if no statement is at
        /// fault.
        package var span: Span?
        /// The position in a file, `path:line` or `path:line:column`; nil if no file is at fault.
        package var location: String?
        /// The help in a form that programs can apply to the statement; nil if it requires a
        /// decision.
        package var fix: Diagnostic.Fix?
        /// The help in a form that programs can apply to other texts.
        package var correction: Correction?
        /// What is wrong with a value; nil if no value is at fault, or more is not known.
        package var valueMistake: ValueMistake?
        /// The call that failed; nil if none did.
        package var call: FailedCall?
        /// What modules that this one does not know add to the error.
        package var context = Context()
    }

    package subscript<Value>(dynamicMember property: WritableKeyPath<Content, Value>) -> Value {
        get {
            switch storage {
            case .content(let content): content[keyPath: property]
            }
        }
        set {
            switch storage {
            case .content(var content):
                content[keyPath: property] = newValue
                storage = .content(content)
            }
        }
    }

    /// The kind of an error, by what can be done about it. It determines the command's exit status.
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// The statement is wrong.
        case query
        /// The command line is wrong, or a parameter is missing or of another type.
        case usage
        /// A script, or a file used as a table, does not exist or cannot be read.
        case noInput
        /// A service fails.
        case service
        /// A quota or a budget is used up, or the answer is partial: run it again later.
        case quota
        /// No permission, or wrong credentials.
        case permission
        /// Credentials are missing, or the configuration is wrong.
        case configuration
        /// The output cannot be written.
        case output
        /// Stopped by the user.
        case interrupted
    }

    /// What is wrong with a value that cannot be computed, for programs that distinguish it.
    package enum ValueMistake: String, Sendable {
        /// A text is not a value of a type.
        case text
        /// A text is not a date or a time.
        case time
        /// A number is too large for its type.
        case range
        /// A time is outside of the calendar.
        case calendar
        /// A text is not a regular expression.
        case pattern
        /// A number of rows is negative.
        case limit
        /// A number of rows to skip is negative.
        case offset
        /// Columns are named where there may be none, or more of them than there are.
        case columns
        /// ESCAPE has another text than one character.
        case escape
        /// A word is not one of those that a function takes.
        case word
    }

    /// A typed word, and its replacement.
    package struct Correction: Hashable, Sendable {
        package var wrong: String
        package var right: String

        package init(wrong: String, right: String) {
            self.wrong = wrong
            self.right = right
        }
    }

    /// The endpoint, and the service's own error code if it returned one.
    package struct FailedCall: Hashable, Sendable {
        package var endpoint: String
        package var code: Int?

        package init(endpoint: String, code: Int?) {
            self.endpoint = endpoint
            self.code = code
        }
    }

    /// Values that belong to an error, one of each type. They are no part of what is read, so two
    /// errors that only differ in them are equal.
    package struct Context: Hashable, Sendable {
        private var values: [ObjectIdentifier: any Sendable] = [:]

        package subscript<Value: Sendable>(type: Value.Type) -> Value? {
            get { values[ObjectIdentifier(type)] as? Value }
            set { values[ObjectIdentifier(type)] = newValue }
        }

        package static func == (one: Context, other: Context) -> Bool { true }

        package func hash(into hasher: inout Hasher) {}
    }

    /// - Parameter code: the kind of mistake; nil if `kind` determines it.
    package init(
        _ kind: Kind, _ message: String, at span: Span? = nil, help: String? = nil,
        code: DiagnosticCode? = nil
    ) {
        storage = .content(
            Content(
                kind: kind, code: code ?? kind.code, message: message, help: help, span: span))
    }

    /// Creates an error whose code determines its kind.
    package init(
        _ code: DiagnosticCode, _ message: String, at span: Span? = nil, help: String? = nil
    ) {
        let kind: Kind = code == .missingFile ? .noInput : .query
        self.init(kind, message, at: span, help: help, code: code)
    }

    /// Creates an error about a position in a file.
    package init(
        _ kind: Kind, _ message: String, at location: String?, help: String? = nil,
        code: DiagnosticCode? = nil
    ) {
        self.init(kind, message, help: help, code: code)
        self.location = location
    }

    /// Creates an error about a word that is similar to another one.
    ///
    /// - Parameters:
    ///   - near: the word that was probably meant; nil if none is similar.
    ///   - help: the help if there is none.
    package init(
        _ kind: Kind, _ message: String, of word: String, meaning near: String?,
        otherwise help: String?, code: DiagnosticCode? = nil
    ) {
        self.init(kind, message, help: near.map { "did you mean \"\($0)\"?" } ?? help, code: code)
        self.correction = near.map { Correction(wrong: word, right: $0) }
    }

    package init(_ diagnostic: Diagnostic) { self = diagnostic.error }
}

extension UserError.Kind {
    /// The kind of mistake if nothing more is known about it.
    package var code: DiagnosticCode {
        switch self {
        case .query: .notComputed
        case .usage: .commandLine
        case .noInput: .missingFile
        case .service: .serviceFailed
        case .quota: .quotaExhausted
        case .permission: .noPermission
        case .configuration: .malformedConfiguration
        case .output: .unwritableFile
        case .interrupted: .unspecified
        }
    }
}
