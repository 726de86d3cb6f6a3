import WorkQLCatalog
import WorkQLSyntax

/// The choice of the keys that a scan requests.
extension ScanPlanner {
    /// The values of one key parameter that the calls request.
    struct Keys {
        var parameter: KeyParameter
        var column: Int
        /// Distinct and ascending.
        var values: [Scalar]
        /// The region in which keys and time can be true together; nil for keys that rows do not
        /// contain.
        var region: Region?
        /// Whether each condition implies exactly its part of the region; see `regions(key:)`.
        var isExact: [Bool?] = []
        var isKnown = true
        /// The origin of the values when no condition names them.
        var origin: String?

        var batches: SplitPlan.Batches {
            SplitPlan.Batches(
                parameter: parameter, values: values, isKnown: isKnown, origin: origin)
        }
    }

    /// What: lists of constants for the columns that the endpoint takes as keys.
    /// Why: one call serves as many values as the endpoint takes, and fetches no rows of other
    /// keys.
    /// When not: of mutually exclusive keys only one is sent, the one whose lists make the fewest
    /// batches; the others are filtered locally. A key that rows do not contain precedes all
    /// others, since it cannot be filtered locally, and a condition on it in any other form is
    /// refused, unless a query gives the values to send, or the condition also depends on other
    /// columns and the list of all people gives them: one on the key alone is cheaper in a query.
    func keys(into outcome: inout [Predicate]) throws(Diagnostic) -> [Keys] {
        var refusals: [Int: Diagnostic] = [:]
        var found: [Keys] = []
        // Keys whose values come from a query yet to be run.
        var dynamicKeys: [Keys] = []
        for parameter in endpoint.keys.parameters {
            guard let column = table.columnIndex(parameter.column) else { continue }
            for conjunct in conjuncts {
                guard let name = pushdown.dynamicKeys(column, in: conjunct),
                    !dynamicKeys.contains(where: { $0.column == column })
                else { continue }
                dynamicKeys.append(
                    Keys(
                        parameter: parameter, column: column, values: [], isKnown: false,
                        origin: name))
            }
            if isCarried(column) {
                var (region, isExact) = regions(key: column)
                guard region.wantedKeys != nil, mentions(column) else { continue }
                region.rename(sendable(parameter, column))
                found.append(
                    Keys(
                        parameter: parameter, column: column,
                        values: (region.wantedKeys ?? []).ascending, region: region,
                        isExact: isExact))
            } else if let values = asked(column, refusals: &refusals) {
                let sent = values.compactMap(sendable(parameter, column))
                found.append(Keys(parameter: parameter, column: column, values: sent.sorted()))
            }
        }

        var sent = found
        if endpoint.keys.rule != .any, found.count > 1 {
            let best = found.indices.min { first, second in
                rank(found[first]) < rank(found[second])
            }
            sent = best.map { [found[$0]] } ?? []
        }
        // Of mutually exclusive keys one whose values are known is preferred. Of values that a query
        // may restrict further, the number is not known, and calls for all would not be the least.
        let restricted = dynamicKeys.filter { keys in sent.contains { $0.column == keys.column } }
        sent.removeAll { keys in restricted.contains { $0.column == keys.column } }
        let waiting =
            endpoint.keys.rule == .any
            ? dynamicKeys
            : restricted + dynamicKeys.prefix(sent.isEmpty && restricted.isEmpty ? 1 : 0)
        let supplied =
            supplies && sent.isEmpty && waiting.isEmpty && endpoint.keys.rule == .exactlyOne
            ? try supplied() : nil
        // Rows contain the requested value of a key that is sent, so that every condition on it is
        // checked.
        let requested = Set((sent + waiting).map(\.column))
        for column in refusals.keys.sorted() where !requested.contains(column) {
            if column == supplied?.column, !isRestricted(alone: column) { continue }
            if let refusal = refusals[column] { throw refusal }
        }
        for keys in waiting {
            for (index, conjunct) in conjuncts.enumerated()
            where pushdown.dynamicKeys(keys.column, in: conjunct) != nil {
                outcome[index].pushdown = .exact
                outcome[index].reason = "as \(keys.parameter.parameterName)"
            }
        }
        for keys in found where waiting.contains(where: { $0.column == keys.column }) {
            report(keys, into: &outcome)
        }
        if sent.isEmpty, !waiting.isEmpty { return waiting }
        if let supplied { return [supplied] }
        if endpoint.keys.rule == .exactlyOne, sent.isEmpty { throw missingKey() }
        for keys in sent { report(keys, into: &outcome) }
        for keys in found
        where !(sent + waiting).contains(where: { $0.column == keys.column }) {
            let other = sent[0].parameter.column
            report(
                keys, into: &outcome, as: .local,
                because: "a call takes \(other) or \(keys.parameter.column), not both")
        }
        return sent + waiting
    }

    /// What: the values of another table's column for a required key.
    /// Why: a table of people's records means the records of all people, until a condition
    /// restricts it.
    /// When not: where a key has no such column, a condition is required.
    private func supplied() throws(Diagnostic) -> Keys {
        guard let parameter = endpoint.keys.parameters.first(where: { $0.suppliedBy != nil }),
            let supplier = parameter.suppliedBy, let column = table.columnIndex(parameter.column)
        else { throw missingKey() }
        let known = environment.answers[try supplier.query(at: tableName.span)].map {
            pushdown.narrowed($0, of: column, by: conjuncts, in: environment)
        }
        return Keys(
            parameter: parameter, column: column,
            values: Set((known ?? []).compactMap(\.scalar)).filter(parameter.takes).sorted(),
            isKnown: known != nil,
            origin: supplier.summary)
    }

    /// What: keys in the spelling of the conditions, without those that cannot name anything.
    /// Why: a service accepts an id in any case of its letters, and uses that spelling in errors;
    /// an empty id belongs to no account, and fails the whole call.
    private func sendable(
        _ parameter: KeyParameter, _ column: Int
    ) -> (Scalar) -> Scalar? {
        var spellings: [Scalar: Scalar] = [:]
        for conjunct in conjuncts {
            spellings.merge(pushdown.spellings(of: column, in: conjunct)) { min($0, $1) }
        }
        guard !spellings.isEmpty else { return { parameter.takes($0) ? $0 : nil } }
        return { parameter.takes($0) ? spellings[$0] ?? $0 : nil }
    }

    /// Returns the notes on values of conditions that cannot name anything.
    func notes(on keys: [Keys]) -> [Diagnostic] {
        var notes: [Diagnostic] = []
        for (parameter, column) in keys.map({ ($0.parameter, $0.column) }) {
            var hasForeign = false
            for conjunct in conjuncts {
                pushdown.literals(besides: column, in: conjunct) { value, span in
                    if case .text(let text) = value, text.isPlainID { return }
                    if !parameter.takes(value) {
                        let note = Self.note(value, at: span, in: table.columns[column])
                        if let note { notes.append(note) }
                    } else if case .text(let text) = value, parameter.ignoresCase, !hasForeign,
                        let kind = text.foreignID, text != ScanScheduler.unknownKey
                    {
                        hasForeign = true
                        notes.append(
                            Self.note(
                                text, kind, in: table.columns[column],
                                at: span.start == span.end ? tableName.span : span))
                    }
                }
            }
        }
        return notes
    }

    /// Returns a note on a value that is not an account's id, since a service often does not report
    /// accounts that it does not know.
    private static func note(
        _ text: String, _ kind: String.ForeignID, in column: Column, at span: Span
    ) -> Diagnostic {
        let help =
            switch kind {
            case .several:
                "write each value as a separate text: IN ('a', 'b'); with -p, separate them with "
                    + "commas"
            case .name where text.isTotal:
                "leave the row of totals out: IS DISTINCT FROM \(Printer.quoted(text))"
            case .name:
                "a person's \(column.name): IN (SELECT userid FROM member WHERE name ="
                    + " \(Printer.quoted(text)))"
            }
        return Diagnostic(
            .emptyKey, "'\(text.clipped)' is not a \(column.name)", at: span, help: help)
    }

    private static func note(_ value: Scalar, at span: Span, in column: Column) -> Diagnostic? {
        switch value {
        case .text(let text) where !text.isBlank:
            return Diagnostic(
                .emptyKey, "'\(text)' has blanks around it and is not a \(column.name)", at: span,
                help: "write '\(text.trimmingBlanks)'")
        // A roster with an empty cell is usual, but a literal '' is a mistake.
        case _ where span.start == span.end: return nil
        case .text:
            return Diagnostic(
                .emptyKey, "an empty \(column.name) matches nothing and is not requested",
                at: span,
                help: "remove it")
        case .integer(let number):
            return Diagnostic(
                .emptyKey, "\(number) matches nothing as \(column.name) and is not requested",
                at: span, help: "remove it")
        }
    }

    /// Returns the values of a key that rows do not contain; nil when no condition gives any.
    ///
    /// - Parameter refusals: receives the errors for conditions of another form, which apply if the
    ///   key is not sent after all.
    private func asked(_ column: Int, refusals: inout [Int: Diagnostic]) -> Set<Scalar>? {
        var values: Set<Scalar>?
        for conjunct in conjuncts where pushdown.dynamicKeys(column, in: conjunct) == nil {
            let one = pushdown.values(of: column, in: conjunct)
            if one?.exact != true {
                refusals[column] = refusals[column] ?? refusal(column, in: conjunct)
            }
            guard let one else { continue }
            values = values.map { $0.intersection(one.set) } ?? one.set
        }
        return values
    }

    /// Whether a condition depends on one column only, and does not give its values.
    private func isRestricted(alone column: Int) -> Bool {
        conjuncts.contains { conjunct in
            pushdown.mentions(column, in: conjunct) != nil
                && pushdown.values(of: column, in: conjunct) == nil
                && isAbout(column, conjunct)
        }
    }

    /// Whether a condition names no other column, and reads no query.
    private func isAbout(_ column: Int, _ conjunct: Expression) -> Bool {
        conjunct.first { part in
            switch part.kind {
            case .column: !pushdown.isColumn(part, column)
            case .subquery, .exists, .inQuery, .inParameter: true
            default: false
            }
        } == nil
    }

    /// Returns the condition that gives the values of a key by a query of the list of all.
    private func asQuery(_ column: Int, _ conjunct: Expression) -> String? {
        let list: (table: String, column: String)
        switch table.columns[column].holds {
        case .person: list = ("member", "userid")
        case .department: list = ("department", "department_id")
        case nil: return nil
        }
        guard isAbout(column, conjunct) else { return nil }
        func renamed(_ part: Expression) -> Expression {
            pushdown.isColumn(part, column)
                ? Expression(.column(qualifier: [], name: Name(list.column)))
                : part.mappingChildren(renamed)
        }
        let condition = Printer().print(renamed(conjunct))
        // A function of the engine is not one that a user can write.
        guard !condition.contains("workql_") else { return nil }
        return "\(table.columns[column].name) IN (SELECT \(list.column) FROM \(list.table) "
            + "WHERE \(condition))"
    }

    private func mentions(_ column: Int) -> Bool {
        conjuncts.contains { $0.isNever || pushdown.mentions(column, in: $0) != nil }
    }

    private func rank(_ keys: Keys) -> (Int, Int) {
        let batches = SplitPlan.Batches(parameter: keys.parameter, values: keys.values)
        return (isCarried(keys.column) ? 1 : 0, batches.count)
    }

    func isCarried(_ column: Int) -> Bool { table.columns[column].source != .asked }

    private func refusal(_ column: Int, in conjunct: Expression) -> Diagnostic? {
        guard !isCarried(column), let mention = pushdown.mentions(column, in: conjunct) else {
            return nil
        }
        let name = table.columns[column].name
        return Diagnostic(
            .notPushed,
            "rows of \(table.name) do not carry \(name), so only the service can filter by it",
            at: mention.span,
            help: asQuery(column, conjunct).map { "write \($0)" }
                ?? "write \(name) = '…' or \(name) IN ('…', '…'), joined to the rest by AND")
    }

    private func report(
        _ keys: Keys, into outcome: inout [Predicate], as pushed: Predicate.Pushdown? = nil,
        because reason: String? = nil
    ) {
        for (index, conjunct) in conjuncts.enumerated()
        where pushdown.mentions(keys.column, in: conjunct) != nil {
            let isExact: Bool
            if isCarried(keys.column) {
                guard let known = keys.isExact[index] else { continue }
                isExact = known
            } else {
                guard let values = pushdown.values(of: keys.column, in: conjunct) else { continue }
                isExact = values.exact
            }
            outcome[index].pushdown = pushed ?? (isExact ? .exact : .inexact)
            outcome[index].reason = reason ?? "as \(keys.parameter.parameterName)"
        }
    }

    private func missingKey() -> Diagnostic {
        let names = endpoint.keys.parameters.map(\.column)
        let list =
            names.count == 1
            ? names[0] : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        return Diagnostic(
            .needsCondition, "\(tableName.text) needs a condition on \(list)", at: tableName.span,
            help: "add WHERE \(names[0]) = '…', or WHERE \(names[0]) IN ('…', '…')")
    }
}

extension Expression {
    fileprivate var scalar: Scalar? {
        switch kind {
        case .literal(.text(let text)): .text(text)
        case .literal(.integer(let number)): .integer(number)
        default: nil
        }
    }
}

extension [Scalar] {
    /// Sorted; texts are sorted directly as strings, since there may be a hundred thousand of them.
    fileprivate var ascending: [Scalar] {
        var texts: [String] = []
        texts.reserveCapacity(count)
        for case .text(let text) in self { texts.append(text) }
        guard texts.count == count else { return sorted() }
        texts.sort()
        return texts.map { .text($0) }
    }
}

extension String {
    /// Whether it labels a row of totals in a file.
    fileprivate var isTotal: Bool {
        ["合计", "总计", "小计", "共计", "汇总", "总数", "累计"].contains(where: hasSuffix)
    }
}
