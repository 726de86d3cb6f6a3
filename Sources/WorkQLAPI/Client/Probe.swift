package import WorkQLCatalog

extension ServiceClient {
    /// Checks whether a service accepts the credentials, if it issues tokens. A service without
    /// tokens checks them at each call.
    ///
    /// - Throws: the missing configuration, or the failure that the service reports.
    package func identify(at service: Service) async throws(ServiceFailure) {
        if let problem = missing(of: service) { throw problem }
        try await authorizer(of: service).identify()
    }

    /// Returns the failure for missing configuration of a service; nil if nothing is missing.
    package func missing(of service: Service) -> ServiceFailure? {
        credentials.problem(for: service, endpoint: service.name)
    }

    /// Sends the smallest request that shows whether an endpoint may be called: one page of one
    /// minute, of a user who does not exist if a user has to be named. An unknown user is not a
    /// failure: the service checks users after everything that is tested here.
    ///
    /// - Parameters:
    ///   - rows: the path of the rows in an answer.
    ///   - isPlain: whether a row is a value, such as an id, rather than an object.
    ///   - end: the end of the minute, in seconds since 1970.
    package func probe(
        _ endpoint: Endpoint, _ rows: RowPath, isPlain: Bool, until end: Int
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
            decoder = try AnswerDecoder(of: endpoint, rows, columns: [], isPlain: isPlain)
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

    /// Returns the number of seconds by which this machine's clock is certainly ahead of a
    /// service's, negative if it is behind; nil while the service has not answered, or if it sends
    /// no time.
    package func clockAhead(of service: Service) -> Double? { wire.clocks.ahead(of: service) }
}
