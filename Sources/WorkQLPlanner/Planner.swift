package import WorkQLCatalog
package import WorkQLSyntax

/// Turns a statement's tree into a plan. It does no I/O and asks no clock.
package struct Planner: Sendable {
    package let catalog: Catalog
    package let context: TimeContext

    package init(catalog: Catalog = .builtIn, context: TimeContext) {
        self.catalog = catalog
        self.context = context
    }

    /// - Throws: the first thing that is wrong with the statement, where it stands.
    package func plan(_ select: Select) throws(Diagnostic) -> Plan {
        var context = context
        if let zone = select.timeZone {
            context.zone = try Zone(identifier: zone.identifier, at: zone.span)
        }
        var table: Table?
        var tableName = Name("")
        if let from = select.from {
            table = try self.table(from.table)
            tableName = from.alias ?? Name(from.table.name.folded, span: from.table.span)
        }
        var statement = SelectBinder(
            binder: Binder(context: context, scope: Scope(table: table, tableName: tableName)))
        let bound = try statement.bind(select)

        var resolved: ResolvedTime?
        if let clause = select.time {
            guard table != nil else {
                throw Diagnostic(
                    "a time range without a table", at: clause.span,
                    help: "add FROM, or leave the range out")
            }
            resolved = try context.resolve(clause)
        }
        var scans: [Scan] = []
        if let table, let from = select.from {
            let planner = ScanPlanner(
                table: table, tableName: Name(tableName.text, span: from.table.span),
                context: context, condition: bound.condition, original: select.condition)
            scans.append(
                try planner.scan(
                    time: resolved, clause: select.time, columns: bound.columns,
                    stopsEarly: bound.stopsEarly))
        }
        let local = LocalStatement(select: bound, tableName: tableName, scan: scans.first?.name)
        return Plan(
            scans: scans, local: local.text, columns: bound.resultColumns, zone: context.zone,
            notes: (resolved?.notes ?? []) + bound.notes)
    }

    /// The table of a name, or an error with the nearest one.
    package func table(_ name: TableName) throws(Diagnostic) -> Table {
        if let service = name.service,
            !catalog.tables.contains(where: { $0.service.rawValue == service.folded })
        {
            let services = Set(catalog.tables.map(\.service.rawValue)).sorted()
            let near = nearest(service.text, in: services)
            throw Diagnostic(
                "unknown service \"\(service.text)\"", at: service.span,
                help: near.map { "did you mean \"\($0)\"?" }
                    ?? "there are " + services.joined(separator: " and "))
        }
        if let table = catalog.table(name.name.text, service: name.service?.text) { return table }
        if let elsewhere = catalog.table(name.name.text) {
            throw Diagnostic(
                "unknown table \"\(name.name.text)\" in \(name.service?.text ?? "")", at: name.span,
                help: "write \(elsewhere.qualifiedName)")
        }
        let near = nearest(name.name.text, in: catalog.tables.map(\.name))
        throw Diagnostic(
            "unknown table \"\(name.name.text)\"", at: name.name.span,
            help: near.map { "did you mean \"\($0)\"?" } ?? "SHOW TABLES lists them")
    }
}
