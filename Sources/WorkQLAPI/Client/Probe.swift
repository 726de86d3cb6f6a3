package import WorkQLCatalog

extension ServiceClient {
    /// Finds out whether a service knows who asks, where a token tells it. One without tokens tells
    /// it of each call.
    ///
    /// - Throws: what is missing in the configuration, or what the service says.
    package func identify(at service: Service) async throws(ServiceFailure) {
        if let problem = missing(of: service) { throw problem }
        try await authorizer(of: service).identify()
    }

    /// What a service needs and is not configured; nil when nothing is missing.
    package func missing(of service: Service) -> ServiceFailure? {
        credentials.problem(for: service, endpoint: service.name)
    }

    /// Asks an endpoint for as little as shows whether it may be asked: one page of one minute, of a
    /// user who is nobody where one has to be named. That the service does not know the user is
    /// no failure: it looks at users behind all that is asked for here.
    ///
    /// - Parameters:
    ///   - rows: where in an answer the rows stand.
    ///   - end: of the minute, in seconds since 1970.
    package func probe(
        _ endpoint: Endpoint, _ rows: RowPath, until end: Int
    ) async throws(ServiceFailure) {
        if let problem = credentials.problem(
            for: endpoint.service, endpoint: endpoint.name, constants: endpoint.constants)
        {
            throw problem
        }
        let isTimed = endpoint.range.meaning != .absent
        var keys: [Call.Key] = []
        if endpoint.keys.rule == .exactlyOne, let parameter = endpoint.keys.parameters.first {
            keys = [Call.Key(parameter, [.text("workql-doctor")])]
        }
        let call = Call(
            endpoint: endpoint, start: isTimed ? end - 60 : 0, end: isTimed ? end : 0, keys: keys,
            choices: endpoint.choices.compactMap { choice in
                choice.otherwise.map { Call.Choice(choice.parameter, $0) }
            })
        let decoder: AnswerDecoder
        do throws(DecodingFailure) {
            decoder = try AnswerDecoder(of: endpoint, rows, columns: [], isPlain: false)
        } catch {
            throw ServiceFailure(.defect, endpoint.name, error.message)
        }
        do throws(ServiceFailure) {
            switch try await RequestExecutor(
                self, endpoint, decoder, observation(of: endpoint.name, table: nil) { _ in }
            ).ask(call, at: .first, page: 1)
            {
            case .page, .usersRefused: return
            case .tooLarge(_, let failure): throw failure
            }
        } catch {
            if error.kind != .notFound { throw error }
        }
    }

    /// By how many seconds this machine's clock is surely ahead of a service's, negative when it is
    /// behind; nil while the service has not answered, or tells no time.
    package func clockAhead(of service: Service) -> Double? { wire.clocks.ahead(of: service) }
}
