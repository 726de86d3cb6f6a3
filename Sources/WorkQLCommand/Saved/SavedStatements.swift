import WorkQL
import WorkQLOutput
import WorkQLSyntax

// SAVE and RUN, which do what .save and .run do.

extension QueryRun {
    /// More saved queries inside each other than anybody writes.
    private static let deepest = 16

    func save(
        _ text: String, as name: Name, replacing: Bool, in session: ScriptSession
    ) throws(UserError) {
        do throws(UserError) {
            let path = try SavedQueries(environment: environment).save(
                SavedText.text(of: text, in: session), as: name.text, replacing: replacing,
                advice: "SAVE OR REPLACE \(Printer.name(name.text)) AS … replaces it")
            messages.say("saved in \(path.neutralized)")
        } catch {
            throw UserError(
                .usage, error.message, at: name.span, help: error.help, code: error.code)
        }
    }

    /// Runs the statements of a saved query, whose answers stand behind the others.
    func run(
        saved name: Name, with arguments: [Statement.Argument], in session: inout ScriptSession,
        as presentation: Presentation, to output: Output
    ) async throws(UserError) -> Output {
        guard savedDepth < Self.deepest else {
            throw UserError(
                .usage, "\(name.text) is the \(savedDepth + 1)th query that runs within one",
                at: name.span, help: "a query that runs itself never ends", code: .parameterValue)
        }
        let (script, values) = try saved(name, with: arguments)
        let before = (
            parameters: session.options.parameters, arguments: session.options.arguments,
            folder: session.options.folder,
            keeps: session.keepsAnswers, isLast: session.isLast
        )
        session.options.parameters.merge(values, uniquingKeysWith: { _, own in own })
        session.options.arguments.merge(arguments.values, uniquingKeysWith: { _, own in own })
        session.enter(folder: script.folder)
        session.keepsAnswers = true
        defer {
            session.options.parameters = before.parameters
            session.options.arguments = before.arguments
            session.enter(folder: before.folder)
            (session.keepsAnswers, session.isLast) = (before.keeps, before.isLast)
        }
        var inner = self
        inner.savedDepth += 1
        var output = output
        for (index, statement) in script.statements.enumerated() {
            session.isLast = before.isLast && index == script.statements.count - 1
            do throws(UserError) {
                output = try await inner.run(
                    statement, of: script, in: &session, as: presentation, to: output)
            } catch {
                var error = error
                if let span = error.span {
                    error.message = "\(script.location(of: span.start)): \(error.message)"
                }
                (error.span, error.fix) = (name.span, nil)
                throw error
            }
        }
        return output
    }

    /// Returns the script of a saved query, and the values of its parameters.
    private func saved(
        _ name: Name, with arguments: [Statement.Argument]
    ) throws(UserError) -> (script: Script, values: [Name: String]) {
        let saved = SavedQueries(environment: environment)
        do throws(UserError) {
            guard let path = saved.path(of: name.text) else { throw saved.unknown(name.text) }
            var script = try Script.read(.file(path))
            do { try script.parse() } catch {
                for mistake in error.diagnostics { messages.report(mistake, in: script) }
                throw UserError(.usage, "the saved query \(name.text) has errors")
            }
            let values = try ScriptParameters.values(
                arguments.map(\.word), of: script, usage: "RUN late name = 'value'")
            let known = values.merging(query.parameters, uniquingKeysWith: { own, _ in own })
            if let missing = ScriptParameters.missing(in: [script], besides: known).first {
                throw UserError(
                    .usage, "parameter \(missing.name.text) of \(name.text) has no value",
                    help: "write RUN \(Printer.name(name.text)) \(missing.name.text) = …",
                    code: .missingParameter)
            }
            return (script, values)
        } catch {
            throw UserError(
                .usage, error.message, at: name.span, help: error.help,
                code: error.code)
        }
    }
}

extension [Statement.Argument] {
    /// The values of parameters, with the types that their literals have.
    var values: [Name: ParameterValue] {
        Dictionary(
            compactMap { argument in argument.typed.map { (argument.name, $0) } },
            uniquingKeysWith: { $1 })
    }
}

extension Statement.Argument {
    fileprivate var typed: ParameterValue? {
        switch value {
        case .list(let items): return .list(items)
        case .query: return nil
        case .expression(let value):
            switch value.kind {
            case .literal(.date(let text)): return .date(TimePoint(.text(text)))
            case .literal(.timestamp(let text)):
                return .time(TimePoint(.text(text)))
            default: return .literal(value)
            }
        }
    }

    /// The value as `-p` takes it: `since=7d`.
    var word: String {
        let text =
            switch value {
            case .list(let items):
                items.map { item in
                    let text = item.asParameter
                    return text.contains("\"") ? "'\(text)'" : "\"\(text)\""
                }.joined(separator: ",")
            case .expression(let value): value.asParameter
            case .query(let query): Printer().print(query)
            }
        return "\(name.text)=\(text)"
    }
}

extension Expression {
    /// A literal as the text of a parameter.
    fileprivate var asParameter: String {
        switch kind {
        case .literal(.text(let text)), .literal(.date(let text)), .literal(.time(let text)),
            .literal(.timestamp(let text)):
            text
        default: Printer().print(self)
        }
    }
}
