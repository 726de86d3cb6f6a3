import WorkQLPages
package import WorkQLPlanner
package import WorkQLSyntax
import WorkQLTime

/// The properties of a query that are known before its parameters have values.
extension ScriptSession {
    /// Returns the types of a query's parameters, as far as the query determines them.
    package func parameterTypes(of query: Query) -> [Name: ParameterTypes.Inferred] {
        var probe = self
        probe.options.readsStoreAlone = true
        let names = ParameterTypes.inferred(in: query) { _ in nil }
        // One alone has nobody to tell its type apart from it.
        probe.bind(
            names.mapValues {
                $0.isList || $0.isTime ? $0.sample : .literal(Expression(.literal(.null)))
            })
        return ParameterTypes.inferred(in: query) { try? probe.plan($0).columns }
    }

    /// Returns the same session with values for parameters that have none yet, each of its type, so
    /// that a query can be planned for the types of its columns.
    package func withSamples(for types: [Name: ParameterTypes.Inferred]) -> ScriptSession {
        var session = self
        session.options.readsStoreAlone = true
        session.bind(types.mapValues(\.sample))
        return session
    }
}

extension ParameterTypes.Inferred {
    fileprivate var sample: ParameterValue {
        guard !isList else { return .list([]) }
        guard !isInterval else {
            let second = DurationLiteral([DurationLiteral.Part(1, .second)])
            return .literal(Expression(.literal(.duration(second))))
        }
        guard !isTime else { return .literal(Expression(.literal(.text("2026-08-01")))) }
        let literal: Literal =
            switch type {
            case .integer: .integer(1)
            case .real: .real(1)
            case .boolean: .boolean(true)
            case .timestamp: .timestamp("2026-08-01T00:00:00Z")
            case .date: .date("2026-08-01")
            case .time: .time("00:00:00")
            case .text, .json, nil: .null
            }
        return .literal(Expression(.literal(literal)))
    }
}
