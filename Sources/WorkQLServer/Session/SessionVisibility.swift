import WorkQL
import WorkQLCatalog
import WorkQLSyntax

/// What the user of the session may see.
extension ClientSession {
    /// Limits the session to the rows that the user may see by now.
    ///
    /// - Parameter maxCalls: the maximum number of calls for lists of people that are not fresh;
    ///   nil to use stored ones, however old.
    /// - Parameter reserve: reserves these calls as they are made.
    /// - Returns: the number of calls that were made.
    @discardableResult
    func updateVisibility(
        mayCall maxCalls: Int? = nil, reserve: (@Sendable (Int) -> Bool)? = nil
    ) async throws(UserError) -> Int {
        guard let departments = rules.departments else { return 0 }
        var session = sessionForPeople
        session.options.maxCalls = maxCalls
        session.options.reserve = reserve
        let (people, mayCall) = (server.people, maxCalls != nil)
        let read: @Sendable () async -> Result<(CatalogRestriction.People, Int), UserError> = {
            [session] in
            do throws(UserError) {
                let found = try await people.people(of: departments, in: session, mayCall: mayCall)
                return .success((found.people, found.calls))
            } catch {
                return .failure(error)
            }
        }
        do {
            // What makes no call is not cancelled, and is not part of a statement.
            guard mayCall else {
                let (found, calls) = try await read().get()
                if found != seen { see(found) }
                return calls
            }
            let (found, calls) = try await control.run(read)
            if found != seen { see(found) }
            return calls
        } catch {
            // Nobody's rows are visible until the people are known.
            see(nil)
            guard mayCall else { return 0 }
            throw error
        }
    }

    /// A session that sees all rows, at the current time.
    var sessionForPeople: ScriptSession {
        var session = server.script
        session.advance(to: server.now())
        session.attend(onProgress: nil, confirm: nil)
        return session
    }

    private func see(_ people: CatalogRestriction.People?) {
        let restriction = rules.restriction(to: people)
        catalog = server.script.catalog.restricted(to: restriction)
        suppliers = server.script.catalog.restricted(to: restriction.ofRows)
        seen = people
        described = nil
    }

    /// Returns a message without a hint that names a hidden table.
    func visible(_ message: UserError) -> UserError {
        let tables = rules.hidden.compactMap { $0.split(separator: ".").first }
        guard let help = message.help, tables.contains(where: { help.contains("FROM \($0) WHERE") })
        else { return message }
        var message = message
        message.help = nil
        return message
    }

    /// - Throws: for statements that describe what others have fetched.
    func checkVisibility(of statement: Statement) throws(UserError) {
        guard rules.isRestricted, case .show(let subject) = statement.kind else { return }
        switch subject {
        case .store, .quota:
            throw UserError(
                state: "42501", "the statement shows more than the user may see",
                help: "it is for users without hide= and departments= in the file of users", at: 0)
        default: return
        }
    }
}
