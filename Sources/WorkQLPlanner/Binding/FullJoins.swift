import WorkQLSyntax

extension Select {
    /// Returns the relations of FROM, with a LEFT, RIGHT or INNER JOIN in place of a FULL JOIN of
    /// which a condition leaves out the rows without a left side, without a right side, or both.
    ///
    /// What: `a FULL JOIN b USING (userid) WHERE a.n IS NOT NULL` has the rows of a LEFT JOIN, since
    /// a row without the left side has only NULL in its place.
    /// Why: the sides of a FULL JOIN give each other no keys, and each is fetched whole.
    /// When not: a condition under OR, and a name without its table, do not tell which side there
    /// must be.
    var withoutNeedlessFullJoins: [Relation] {
        guard let condition, from.contains(where: \.hasFullJoin) else { return from }
        let needed = Set(condition.conjuncts.flatMap(\.tablesThatMustExist))
        return needed.isEmpty ? from : from.map { $0.reducing(toRowsOf: needed) }
    }
}

extension Relation {
    fileprivate var hasFullJoin: Bool {
        guard case .join(let kind, let left, let right, _) = self.kind else { return false }
        return kind == .full || left.hasFullJoin || right.hasFullJoin
    }

    fileprivate func reducing(toRowsOf needed: Set<Name>) -> Relation {
        guard case .join(let kind, let left, let right, let constraint) = self.kind else {
            return self
        }
        var reduced = kind
        if kind == .full {
            switch (!left.names.isDisjoint(with: needed), !right.names.isDisjoint(with: needed)) {
            case (true, true): reduced = .inner
            case (true, false): reduced = .left
            case (false, true): reduced = .right
            case (false, false): break
            }
        }
        return Relation(
            .join(
                reduced, left.reducing(toRowsOf: needed), right.reducing(toRowsOf: needed),
                constraint), span: span)
    }

    /// The names of the tables in it.
    private var names: Set<Name> {
        switch kind {
        case .table(let table, let alias, _): [alias?.name ?? table.name]
        case .file(_, let alias), .rows(_, let alias), .query(_, let alias):
            alias.map { [$0.name] } ?? []
        case .join(_, let left, let right, _): left.names.union(right.names)
        }
    }
}

extension Expression {
    /// The tables of which a condition is not true for a row of NULL.
    fileprivate var tablesThatMustExist: [Name] {
        let operands: [Expression]
        switch kind {
        case .binary(
            .equal, let left, let right), .binary(.notEqual, let left, let right),
            .binary(.less, let left, let right), .binary(.lessOrEqual, let left, let right),
            .binary(.greater, let left, let right), .binary(.greaterOrEqual, let left, let right):
            operands = [left, right]
        case .inList(let value, _, negated: false), .between(let value, _, _, _),
            .match(_, let value, _, _, _), .test(let value, .null, negated: true):
            operands = [value]
        default: operands = []
        }
        return operands.compactMap { operand in
            guard case .column(let qualifier, _) = operand.kind else { return nil }
            return qualifier.last
        }
    }
}
