import WorkQLCatalog

/// The dependencies that every request needs.
struct RequestContext: Sendable {
    let transport: any Transport
    /// The network routes of the services; a service without an entry is reached directly.
    let routes: [Service: NetworkRoute]
    let requestClock: RequestClock
    /// Uniformly distributed in 0 ..< 1.
    let random: @Sendable () -> Double
    let instruments: Instruments
    /// The texts that must never be shown.
    let secrets: [String]
    let clocks = ClockComparison()

    /// Sends a request once, and compares the clock with that of the server.
    func send(
        _ request: HTTPRequest, to service: Service
    ) async throws(TransportFailure) -> HTTPAnswer {
        let sent = requestClock.unixSeconds()
        var request = request
        request.route = routes[service] ?? .direct
        let answer = try await transport.send(request)
        clocks.note(answer, of: service, sent: sent, received: requestClock.unixSeconds())
        return answer
    }

    func sleep(_ duration: Duration, _ endpoint: String) async throws(ServiceFailure) {
        do {
            try await requestClock.sleep(for: duration)
        } catch {
            throw .cancelled(endpoint)
        }
    }
}
