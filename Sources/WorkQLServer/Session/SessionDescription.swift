import WorkQLSyntax

/// Describe, which makes no call and reads no row.
extension ClientSession {
    func describe(_ target: FrontendMessage.Target) async throws {
        switch target {
        case .statement(let name):
            let statement = try statement(name)
            if transaction == .failed, try await hasColumns(Portal(statement)) {
                try checkTransaction(for: statement)
            }
            output.parameterDescription(try parameterTypes(of: statement))
            let columns = try await columns(of: Portal(statement), isUnbound: true)
            statement.columns = columns
            statement.isDescribed = true
            tell(columns) { _ in 0 }
        case .portal(let name):
            let portal = try portal(name)
            // It failed before its columns were known.
            if portal.hasFailed, portal.columns == nil { return output.message("n") }
            if transaction == .failed, try await hasColumns(portal) {
                try checkTransaction(for: portal.statement)
            }
            let columns = try await columns(of: portal, isUnbound: false, keepsPlan: true)
            portal.columns = columns
            tell(columns, portal.format)
        }
    }

    /// Whether a statement returns rows, which a failed transaction does not describe.
    private func hasColumns(_ portal: Portal) async throws -> Bool {
        switch portal.statement.kind {
        case .empty: false
        case .session: try await columns(of: portal, isUnbound: true) != nil
        case .query: true
        }
    }

    private func tell(_ columns: [ServerColumn]?, _ format: (Int) -> Int16) {
        guard let columns else { return output.message("n") }
        output.rowDescription(columns, formats: columns.indices.map(format))
    }
}
